import type { Command } from './command.js'
import { commandSummaries } from './command-summaries.js'
import { program } from './general-answer.js'

/** An option as a shell completes it. */
interface CompletedOption {
  /** `--docker-host` */
  readonly name: string
  readonly short?: string
  /** What its value is. undefined for a switch. */
  readonly value?: 'file' | 'folder' | 'other' | readonly string[]
  /** For fish and zsh: one line, without quotes. */
  readonly text: string
}

/** The script of each shell, made from the options and the help of the commands. */
export const shells = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

export type Shell = keyof typeof shells

/** Commands whose first argument is an app. */
const ofApps: readonly string[] = ['predict', 'stamp', 'identity', 'wait', 'explain', 'upgrade', 'fleet']

/** First arguments that are a closed list. */
const words: Readonly<Record<string, readonly string[]>> = {
  golden: ['verify', 'record'],
  completion: ['bash', 'zsh', 'fish'],
}

function optionsOf({ options, help }: Command): CompletedOption[] {
  return [
    ...Object.entries(options).map(([option, { type, short }]): CompletedOption => {
      const [, value = '', text = ''] =
        new RegExp(`^ {2}(?:-\\w, )?--${option}(?: ([A-Z|]+|[a-z|]+(?= )))? +(.*)`, 'm').exec(help) ?? []
      return {
        name: `--${option}`,
        ...(short === undefined ? {} : { short }),
        ...(type === 'boolean' ? {} : { value: optionValue(value) }),
        text: text
          .replaceAll(/['"`\\$[\]:]/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      }
    }),
    { name: '--help', short: 'h', text: 'show the help' },
  ]
}

function optionValue(shown: string): NonNullable<CompletedOption['value']> {
  if (shown.includes('|') && shown === shown.toLowerCase()) return shown.split('|')
  if (shown === 'FILE' || shown === 'PATH') return 'file'
  return shown === 'DIR' ? 'folder' : 'other'
}

/** Shell code that prints the apps. Names with odd characters are left out. */
const appNames = `for f in "\${ABRA_DIR:-$HOME/.abra}"/servers/*/*.env; do [ -e "$f" ] && f="\${f##*/}" && printf "%s\\n" "\${f%.env}"; done | grep -x "[A-Za-z0-9._-]*"`

function bashScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name)
  const cases = commands.map((command) => {
    const options = optionsOf(command)
    const withValue = options.filter(({ value }) => value !== undefined)
    const values = withValue.map(({ name, value }) => {
      const reply =
        value === 'file'
          ? '-f'
          : value === 'folder'
            ? '-d'
            : value === 'other'
              ? '-W ""'
              : `-W "${(value as string[]).join(' ')}"`
      return `        ${name}) COMPREPLY=($(compgen ${reply} -- "$cur")); return ;;`
    })
    const flags = options.flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [`-${short}`])])
    const first = ofApps.includes(command.name)
      ? `COMPREPLY=($(compgen -W "$(_abra_deploy_version_apps)" -- "$cur"))`
      : command.name === 'chaos-version'
        ? `COMPREPLY=($(compgen -d -- "$cur"))`
        : `COMPREPLY=($(compgen -W "${(words[command.name] ?? []).join(' ')}" -- "$cur"))`
    return [
      `    ${command.name})`,
      ...(values.length === 0 ? [] : ['      case "$prev" in', ...values, '      esac']),
      `      if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W "${flags.join(' ')}" -- "$cur")); else ${first}; fi ;;`,
    ].join('\n')
  })
  return `# bash completion of ${program}
_abra_deploy_version_apps() { ${appNames}; }
_abra_deploy_version() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...names, 'help', '--help', '--version'].join(' ')}" -- "$cur"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
    help) COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$cur")) ;;
${cases.join('\n')}
  esac
}
complete -o filenames -o bashdefault -F _abra_deploy_version ${program}`
}

function zshScript(commands: readonly Command[]): string {
  const shown = (value: CompletedOption['value']) => {
    if (value === undefined) return ''
    if (value === 'file') return ':file:_files'
    if (value === 'folder') return ':folder:_files -/'
    return value === 'other' ? ':value: ' : `:value:(${value.join(' ')})`
  }
  const cases = commands.map((command) => {
    const options = optionsOf(command).flatMap(({ name, short, value, text }) => {
      const said = `[${text}]${shown(value)}`
      return [`'${name}${said}'`, ...(short === undefined ? [] : [`'-${short}${said}'`])]
    })
    const first = ofApps.includes(command.name)
      ? "'1:app:_abra_deploy_version_apps'"
      : command.name === 'chaos-version'
        ? "'1:folder:_files -/'"
        : `'*:argument:(${(words[command.name] ?? []).join(' ')})'`
    return `    ${command.name}) _arguments -s ${[...options, first].join(' ')} ;;`
  })
  return `#compdef ${program}
_abra_deploy_version_apps() { local -a apps; apps=(\${(f)"$(${appNames})"}); compadd -a apps }
_abra_deploy_version() {
  local -a commands
  commands=(${commands.map(({ name }) => `'${name}:${summaryOf(name)}'`).join(' ')})
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local command="\${words[2]}"
  shift words; (( CURRENT-- ))
  case "$command" in
    help) _describe command commands ;;
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_${program}" ]; then _abra_deploy_version "$@"; else compdef _abra_deploy_version ${program}; fi`
}

function fishScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name)
  const lines = commands.flatMap((command) => {
    const { name } = command
    const seen = `__fish_seen_subcommand_from ${name}`
    const options = optionsOf(command).map(({ name: option, short, value, text }) => {
      const takes = value === undefined ? '' : value === 'file' || value === 'folder' ? ' -rF' : ` -x${choices(value)}`
      return `complete -c ${program} -n '${seen}' -l ${option.slice(2)}${short === undefined ? '' : ` -s ${short}`}${takes} -d '${text}'`
    })
    const first = ofApps.includes(name)
      ? [`complete -c ${program} -n '${seen}' -a '(__abra_deploy_version_apps)'`]
      : name === 'chaos-version'
        ? [`complete -c ${program} -n '${seen}' -a '(__fish_complete_directories)'`]
        : (words[name] ?? []).map((word) => `complete -c ${program} -n '${seen}' -a ${word}`)
    return [`complete -c ${program} -n __fish_use_subcommand -a ${name} -d '${summaryOf(name)}'`, ...options, ...first]
  })
  return [
    `# fish completion of ${program}`,
    'function __abra_deploy_version_apps',
    '    set -l dir (set -q ABRA_DIR; and echo $ABRA_DIR; or echo $HOME/.abra)',
    "    for file in $dir/servers/*/*.env; basename $file .env; end | string match -r '^[A-Za-z0-9._-]+$'",
    'end',
    `complete -c ${program} -f`,
    `complete -c ${program} -n __fish_use_subcommand -a help -d 'explain a command'`,
    `complete -c ${program} -n '__fish_seen_subcommand_from help' -a '${names.join(' ')}'`,
    ...lines,
  ].join('\n')
}

function choices(value: 'other' | readonly string[]): string {
  return value === 'other' ? '' : ` -a '${value.join(' ')}'`
}

function summaryOf(name: string): string {
  const summary = Object.entries(commandSummaries).find(([each]) => each === name)?.[1] ?? ''
  return summary.replaceAll(/[':]/g, ' ')
}
