import { isRecord } from '../../is-record.js'

/**
 * What a step of a recording from elsewhere may be: only what our own recorder of deploys writes (src/golden/record/deploys). A git step could run any
 * program otherwise, by an alias, a filter, a hook or an ssh command.
 */

/** The options of each git command, without what follows `=`. */
const commands: Readonly<Record<string, readonly string[]>> = {
  add: ['-A', '-N', '-f', '--'],
  branch: ['-m', '-q'],
  checkout: ['-b', '-q', '--'],
  config: ['--remove-section'],
  rm: ['-q', '--cached'],
  'update-index': ['--assume-unchanged', '--index-version', '--refresh', '--skip-worktree', '-q'],
}

/** Settings that name no program, no file that git reads as its config, and no address but origin's, which nothing fetches from here. */
const settings =
  /^(?:branch\.[\w.-]+(?:\.(?:remote|merge))?|core\.(?:autocrlf|excludesfile|filemode|ignorecase)|extensions\.recorded|remote\.origin\.(?:url|fetch)|status\.showuntrackedfiles)$/i

/** Bytes. The largest file of our own recordings has 70,000. */
const largestContent = 1024 * 1024
const mostSteps = 1000
const plainSteps = [
  'append',
  'checkout',
  'chmod',
  'commit',
  'link',
  'mkdir',
  'patch',
  'remove',
  'rename',
  'settle',
  'tag',
  'touch',
  'write',
]
/** The files in git's own folder, by whichever name, that our recorder writes. git runs neither. */
const harmless = ['.git/info/exclude', '.GIT/a']

/** Why a scenario from elsewhere is not built; undefined if it may be. */
export function foreignStepProblem(scenario: unknown): string | undefined {
  if (!isRecord(scenario)) return 'has no scenario'
  const { repository = 'init', steps } = scenario
  if (repository !== 'init' && repository !== 'none') return 'clones a repository'
  if (!Array.isArray(steps)) return 'has no steps'
  if (steps.length > mostSteps) return `has ${steps.length} steps, more than ${mostSteps}`
  const links: string[] = []
  for (const [at, step] of steps.entries()) {
    const problem = isRecord(step) ? (problemOf(step) ?? throughLink(step, links)) : 'is no object'
    if (problem !== undefined) return `steps[${at}] ${problem}`
    if (step.do === 'link') links.push(String(step.path))
  }
  return undefined
}

function problemOf(step: Record<string, unknown>): string | undefined {
  const { do: name, path, from, to, text, base64, repeat, times } = step
  if (name === 'git') return gitProblem(step)
  if (!plainSteps.includes(String(name))) return `is a step ${JSON.stringify(name)}`
  const inGit = [path, from, to].find((one) => typeof one === 'string' && !harmless.includes(one) && isInGitFolder(one))
  if (inGit !== undefined) return `writes ${JSON.stringify(inGit)}, git's own`
  const size = Math.max(lengthOf(text), lengthOf(base64), lengthOf(repeat) * (typeof times === 'number' ? times : 1))
  return size > largestContent ? `writes ${size} bytes, more than ${largestContent}` : undefined
}

/** A link may lead into git's own folder, so nothing is done through one, and none is moved. */
function throughLink(
  { path, from, to, do: name }: Record<string, unknown>,
  links: readonly string[],
): string | undefined {
  const places = [path, from, name === 'rename' ? to : undefined].filter((one) => typeof one === 'string')
  const through = places.find((place) => links.some((link) => place === link || place.startsWith(`${link}/`)))
  return through === undefined ? undefined : `does something through the link ${JSON.stringify(through)}`
}

function gitProblem({ args, env, cwd, input }: Record<string, unknown>): string | undefined {
  if (env !== undefined) return 'sets the environment of git'
  if (input !== undefined) return 'gives git a standard input'
  if (cwd !== undefined) return 'runs git in another folder'
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) return 'has no list of arguments'
  const [command = '', ...rest] = args as string[]
  const options = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (options === undefined) return `runs git ${command}`
  const odd = rest.find((arg) => arg.startsWith('-') && !options.includes(arg))
  if (odd !== undefined) return `gives git ${command} the option ${odd}`
  if (command !== 'config') return undefined
  const key = rest.find((arg) => !arg.startsWith('-')) ?? ''
  return settings.test(key) ? undefined : `sets ${JSON.stringify(key)} in git's config`
}

/** Also by another name of that folder on a file system without case. */
function isInGitFolder(path: string): boolean {
  return path.split('/').some((part) => /^(?:\.git|git~\d+)[ .]*$/i.test(part.replaceAll(/[^\x20-\x7e]/g, '')))
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0
}
