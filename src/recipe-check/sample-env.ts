import type { EnvEntry } from '../app/env/env-entry.js'
import { parseEnvEntries, variablesOf } from '../app/env/parse-env.js'
import { isAbraVersionError } from '../errors.js'

/** The file from which `abra app new` makes an app's file. */
export const sampleFile = '.env.sample'

/** A recipe's `.env.sample`. */
export interface SampleEnv {
  /** Whether the recipe has one. */
  readonly exists: boolean
  /** Why it cannot be read or parsed. */
  readonly problem?: { readonly text: string; readonly line?: number }
  readonly entries: readonly EnvEntry[]
  /** What an app made from it has. */
  readonly env: ReadonlyMap<string, string>
  /** Assignments that are comments, for apps that use an optional part of the recipe. */
  readonly commented: readonly EnvEntry[]
}

/** `#NAME=value`, `## export NAME=value`: prose has no name in capitals right before a `=`. */
const commentedLine = /^[ \t]*#[# \t]*((?:export[ \t]+)?[A-Z_][A-Z0-9_]*=.*)$/

/** @param text undefined without a file */
export function parseSampleEnv(text: string | undefined): SampleEnv {
  if (text === undefined) return { exists: false, entries: [], env: new Map(), commented: [] }
  const commented = commentedEntries(text)
  try {
    const entries = parseEnvEntries(text, { path: sampleFile })
    return { exists: true, entries, env: variablesOf(entries), commented }
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    const line = isAbraVersionError(error, 'ENV_SYNTAX') ? { line: error.data.line } : {}
    return { exists: true, problem: { text: error.message, ...line }, entries: [], env: new Map(), commented }
  }
}

/** A file without the line ends of a checkout, in which each comment that looks like an assignment is one. */
function commentedEntries(text: string): EnvEntry[] {
  return text.split('\n').flatMap((line, i) => {
    const assignment = commentedLine.exec(line.trimEnd())?.[1]
    const [entry] = assignment === undefined ? [] : parseAlone(assignment)
    return entry === undefined ? [] : [{ ...entry, line: i + 1 }]
  })
}

function parseAlone(assignment: string): EnvEntry[] {
  try {
    return parseEnvEntries(assignment)
  } catch (error) {
    if (!isAbraVersionError(error, 'ENV_SYNTAX')) throw error
    return []
  }
}
