import { basename } from 'node:path'
import type { HostileCommand } from './hostile-commands.js'
import type { PlacedCase } from './place-case.js'
import { changedPaths, type TreeState } from './tree-state.js'
import type { WatchedProcess } from './watched-process.js'

/** What may be wrong with a run. */
export const faultKinds = ['executed', 'wrote', 'asked a network', 'hung', 'over memory', 'unclear'] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  readonly kind: FaultKind
  readonly what: string
}

/** What one command may use. */
export interface Limits {
  readonly cpuMs: number
  readonly peakBytes: number
}

export interface RunOfCase {
  readonly command: HostileCommand
  readonly place: PlacedCase
  readonly process: WatchedProcess
  readonly before: TreeState
  readonly after: TreeState
}

/** All that a text must not hold: control characters, the eight-bit ones too, and marks that turn the direction of text. */
const raw = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/
/** An error that quotes a whole file helps no one. */
const longestMessage = 16_384
/** Nor does a message for each of very many parts. */
const longestStderr = 2 ** 20

export function judgeRun(run: RunOfCase, limits: Limits): Fault[] {
  return [...executions(run), ...writes(run), ...network(run), ...use(run, limits), ...words(run)]
}

function executions({ command, process: { events }, after, place }: RunOfCase): Fault[] {
  const left = [...after.keys()].filter((path) => basename(path) === 'executed').map((path) => `something made ${path}`)
  const seen = (events?.started ?? []).filter((args) => command.kind === 'read' || !isOfGit(args, place))
  return [...new Set([...left, ...seen.map((args) => args.join(' '))])].map((what) => ({ kind: 'executed', what }))
}

/** git, a part of it, or the shell by which it starts its own upload-pack. */
function isOfGit([name = '', ...args]: readonly string[], { root }: PlacedCase): boolean {
  if (name.startsWith(root)) return false
  if (/^(?:git|git-upload-pack|git-remote-https?)$/.test(basename(name))) return true
  return /^(?:sh|\/bin\/sh)$/.test(name) && args[0] === '-c' && (args[1] ?? '').startsWith("git-upload-pack '")
}

function writes({ command, place, process: { events }, before, after }: RunOfCase): Fault[] {
  const { root, checkout, scratch, abraDir } = place
  const below = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
  const mayChange = (path: string) =>
    path === scratch ||
    (command.kind === 'write' &&
      (below(path, checkout) || below(path, `${abraDir}/recipes/fetched`) || path === `${abraDir}/recipes`))
  const changed = changedPaths(before, after, mayChange)
  const isTemporary = (path: string) =>
    below(path, scratch) || (command.kind === 'write' && below(path, `${abraDir}/recipes`))
  const calls = (events?.written ?? []).filter(
    (path) => command.kind === 'read' || (path.startsWith('/') && !isTemporary(path)),
  )
  const faults = [...changed, ...(command.kind === 'read' ? calls : calls.filter((path) => !below(path, root)))]
  return [...new Set(faults), ...halfWritten({ command, place, before, after })].map((what) => ({
    kind: 'wrote',
    what,
  }))
}

/** A checkout that was refused must be as it was, but for what git's own folder got by the fetch. */
function halfWritten({
  command,
  place,
  before,
  after,
}: Pick<RunOfCase, 'command' | 'place' | 'before' | 'after'>): string[] {
  if (command.kind !== 'write') return []
  const locks = [...after.keys()].filter((path) => !before.has(path) && /(?:\.lock|\.tmp|\.new)$/.test(path))
  return locks.map((path) => `left behind: ${path.slice(place.root.length + 1)}`)
}

function network({ process: { events } }: RunOfCase): Fault[] {
  return (events?.asked ?? []).map((what) => ({ kind: 'asked a network', what }))
}

function use({ process: { hung, cpuMs = 0, peakBytes = 0 } }: RunOfCase, limits: Limits): Fault[] {
  return [
    ...(hung ? [{ kind: 'hung', what: 'did not end' } as const] : []),
    ...(cpuMs > limits.cpuMs
      ? [{ kind: 'hung', what: `${(cpuMs / 1000).toFixed(1)} s of processor time` } as const]
      : []),
    ...(peakBytes > limits.peakBytes
      ? [{ kind: 'over memory', what: `${Math.round(peakBytes / 2 ** 20)} MiB` } as const]
      : []),
  ]
}

function words({ command, process: { exitCode, signal, stdout, stderr, hung } }: RunOfCase): Fault[] {
  if (hung) return []
  const [out, said] = [stdout.toString('utf8'), stderr.toString('utf8')]
  const problems = [
    signal === null ? undefined : `ended by ${signal}`,
    raw.test(out) ? `raw control character in ${JSON.stringify(around(out))}` : undefined,
    raw.test(said) ? `raw control character in ${JSON.stringify(around(said))}` : undefined,
    /this is a bug|please report it|\n {4}at /.test(said) ? said.slice(0, 300) : undefined,
    longestLine(said) > longestMessage ? `a message of ${longestLine(said)} characters` : undefined,
    exitCode !== null && ![0, 1, 2, 3, 124].includes(exitCode) ? `exit code ${exitCode}` : undefined,
    exitCode === 2 && !isCoded(command, out, said) ? `an error without a code: ${said.slice(0, 300)}` : undefined,
    said.length > longestStderr ? `${said.length} characters on stderr` : undefined,
  ]
  return problems.filter((problem) => problem !== undefined).map((what) => ({ kind: 'unclear', what }))
}

function longestLine(text: string): number {
  return text.split('\n').reduce((most, { length }) => Math.max(most, length), 0)
}

function isCoded({ program, args: _, name }: HostileCommand, out: string, said: string): boolean {
  if (program === 'calls' || name.includes('--json'))
    return /"code":"[A-Z_]+"/.test(out) || /\(explain [A-Z_]+\)/.test(said)
  // The rows of a table say it, with the code.
  if (name.startsWith('fleet') && out !== '') return true
  return /\(explain [A-Z_]+\)|--help/.test(said)
}

function around(text: string): string {
  const at = text.search(raw)
  return text.slice(Math.max(0, at - 40), at + 40)
}
