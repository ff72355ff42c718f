import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import type { Shell } from '../../src/cli/completion-scripts.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { runCli } from '../support/run-cli.js'

const loaded = await Promise.all(Object.values(commands).map((load) => load()))
const program = 'abra-deploy-version'
let dir: string

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'completion-'))
  writeFiles(dir, {
    '.abra/servers/one/forum.example.com.env': 'TYPE=x\n',
    '.abra/servers/two/wiki.example.com.env': '',
  })
  writeFiles(dir, { 'work/run.json': '', 'work/recipe/compose.yml': '' })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** What each shell offers for a line. */
const complete: Record<Shell, (script: string, line: string) => string[]> = {
  bash: (script, line) =>
    shell('bash', [
      '--norc',
      '-c',
      `source "$0"; COMP_WORDS=($1); case "$1" in *" ") COMP_WORDS+=("");; esac
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _abra_deploy_version; printf '%s\\n' "\${COMPREPLY[@]}"`,
      script,
      line,
    ]),
  fish: (script, line) =>
    shell('fish', ['--no-config', '-c', `source ${script}; complete -C "${line}"`]).map(
      (each) => each.split('\t')[0] ?? '',
    ),
  // What Tab makes of the line, in an interactive zsh.
  zsh: (script, line) => {
    const drive = `zmodload zsh/zpty; zpty z zsh -f -i
zpty -w z 'PS1=; cd ${join(dir, 'work')}; autoload -Uz compinit; compinit -u -D; source ${script}; zstyle ":completion:*" menu no; bindkey "^I" complete-word; bindkey "^X" echo-line; echo-line() { print -r -- "<<$BUFFER>>" >&2; }; zle -N echo-line; echo REA''DY'
while zpty -r z out '*READY*'; do break; done
zpty -w -n z '${line}'$'\\t'$'\\x18'
zpty -r z out '*<<*>>*' && print -r -- "$out"`
    const [, buffer = ''] = /<<(.*?)>>/s.exec(shell('zsh', ['-f', '-c', drive]).join('\n')) ?? []
    return [buffer.trim().split(' ').at(-1) ?? '']
  },
}

function shell(name: string, args: string[]): string[] {
  const env = { PATH: process.env['PATH'] ?? '', HOME: dir, TERM: 'dumb' }
  const { stdout } = spawnSync(name, args, { env, cwd: join(dir, 'work'), encoding: 'utf8', timeout: 30_000 })
  return stdout.split('\n').filter((line) => line !== '')
}

function isThere(name: string): boolean {
  return spawnSync(name, ['--version']).status === 0
}

describe.each(Object.keys(complete) as Shell[])('completion %s', (name) => {
  const skipped = isThere(name) ? '' : ` (skipped: needs ${name})`
  let script: string
  beforeAll(async () => {
    const { exitCode, stdout } = await runCli(['completion', name])
    expect(exitCode).toBe(0)
    script = join(dir, name === 'zsh' ? '_abra' : `c.${name}`)
    writeFileSync(script, stdout)
  })

  it.skipIf(skipped !== '').each([
    ['pred', 'predict'],
    ['help gold', 'golden'],
    ['predict foru', 'forum.example.com'],
    ['predict forum.example.com --no-sw', '--no-swarm'],
    ['upgrade forum.example.com --deployer st', 'stack'],
    ['explain --run ru', 'run.json'],
    ['golden ver', 'verify'],
    ['completion fi', 'fish'],
    ['identity --abra-dir rec', 'recipe'],
  ])(`completes %j to %s${skipped}`, (line, word) => {
    const offered = complete[name](script, `${program} ${line}`).map((each) => each.replace(/\/$/, ''))
    expect(offered).toEqual([word])
  })

  // zsh shows a list that is drawn for a terminal; its words are compared above, one by one.
  const listed = name === 'zsh' ? [] : [name]
  it.skipIf(skipped !== '').each(listed)(`%s offers every command, option and app${skipped}`, () => {
    const offered = (line: string) => complete[name](script, `${program} ${line}`)
    expect(offered('')).toEqual(expect.arrayContaining(Object.keys(commands)))
    expect(offered('predict ')).toEqual(expect.arrayContaining(['forum.example.com', 'wiki.example.com']))
    for (const command of loaded) {
      const names = Object.keys(command.options).map((option) => `--${option}`)
      expect(offered(`${command.name} --`), command.name).toEqual(expect.arrayContaining(names))
    }
  })

  it('has every option of every command in it', () => {
    const { stdout } = spawnSync('cat', [script], { encoding: 'utf8' })
    for (const { options } of loaded)
      for (const option of Object.keys(options))
        expect(stdout).toContain(name === 'fish' ? `-l ${option} ` : `--${option}`)
  })
})

describe('completion', () => {
  it.each([[[]], [['csh']], [['bash', 'zsh']]])('of %j names the shells', async (shells) => {
    await expect((await commands.completion()).run(shells, {})).rejects.toEqual(anError('USAGE'))
    await expect((await commands.completion()).run(shells, {})).rejects.toThrow('choose bash, zsh, fish')
  })
})
