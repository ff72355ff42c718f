import { versionLine } from '../../decide/abra-log.js'
import type { DeployVersionSource } from '../../decide/get-deploy-version.js'

/** The content of the line `version: taking …`. */
export interface TakenVersion {
  /** undefined for words of none of the rules R10–R14. */
  readonly source: DeployVersionSource | undefined
  /** The text after the last words, to the end of the line. */
  readonly version: string
}

/** abra's output, without colours and timestamps. */
export interface AbraOutput {
  /** The first line that names the version. */
  readonly versionLine?: TakenVersion
  /** Messages of FATA lines, in order. */
  readonly fatal: readonly string[]
  /** Every line, also unknown ones, without empty lines at the end. */
  readonly lines: readonly string[]
}

/** A terminal's escape sequences: CSI, OSC, and the short ones. Each alternative ends before the next ESC, so this stays linear. */
const escapes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)?|[ -/]+[0-~]|[0-~])/g
const levels = 'DEBU|INFO|WARN|ERRO|FATA'
/** `2026-05-20 10:11:12`, `2026/05/20T10:11:12.345Z`, `10:11AM`, … before the level. */
const timestamp = new RegExp(
  `^(?:\\d{4}[-/]\\d\\d[-/]\\d\\d[T ])?\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?: ?[AP]M)?(?: ?Z| ?[+-]\\d\\d:?\\d\\d)? +(?=(?:${levels}) )`,
)
/** The level, with `--debug` the position in abra's source, and the message. */
const logged = new RegExp(`^(${levels}) +(?:<?[^\\s<>]{1,200}\\.go:\\d{1,9}>?:? +)?(.*)$`, 's')
const beginning = 'version: taking '

const knownWords = (['chaos', 'argument', 'env-file', 'deployed', 'recipe'] as const).map((source) => {
  const { text } = versionLine(source, '')
  return [source, text.slice(text.indexOf(beginning))] as const
})

/**
 * Parses the output of `abra … --debug`. Never throws: unknown lines are kept in `lines`.
 *
 * @rule R6 R7 R10 R11 R12 R13 R14
 */
export function parseAbraOutput(text: string): AbraOutput {
  const lines = text
    .replace(escapes, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(timestamp, ''))
  while (lines.at(-1)?.trim() === '') lines.pop()
  const taken = lines.map(takenVersion).find((each) => each !== undefined)
  const fatal = lines.filter((line) => line.startsWith('FATA ')).map((line) => messageOf(line) ?? line)
  return { ...(taken === undefined ? {} : { versionLine: taken }), fatal, lines }
}

function takenVersion(line: string): TakenVersion | undefined {
  const message = messageOf(line)
  if (message?.startsWith(beginning) !== true) return undefined
  const known = knownWords.find(([, words]) => message.startsWith(words))
  if (known !== undefined) return { source: known[0], version: message.slice(known[1].length) }
  const colon = message.lastIndexOf(': ')
  return colon < beginning.length ? undefined : { source: undefined, version: message.slice(colon + 2) }
}

function messageOf(line: string): string | undefined {
  return logged.exec(line)?.[2]
}
