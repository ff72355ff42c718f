import { lstatSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { isAbraVersionError } from '../src/errors.js'
import { type GoGitProfile, profiles } from '../src/git/profile.js'
import { readHeadAndClean } from '../src/git/worktree/read-head-and-clean.js'
import { readWorktreeStatus } from '../src/git/worktree/read-worktree-status.js'
import type { Reference, ReferenceAnswer, Trouble } from '../src/golden/cases/reference-process.js'
import type { BuiltScenario } from '../src/golden/scenario/build-scenario.js'
import type { Scenario } from '../src/golden/scenario/scenario.js'
import { withBuiltScenario } from '../src/golden/scenario/with-built-scenario.js'

/** What one side says of a checkout. Where it fails, that it fails is what counts; the text is there to be read. */
export type StateAnswer =
  | {
      kind: 'status'
      head: { hash: string; name: string } | null
      clean: boolean
      files: string[]
      /** Said by the port only. */
      profilesAgree?: boolean
    }
  /** go-git's open or Status() failed, or panicked; or the port threw a code that stands for that. */
  | { kind: 'error'; text: string }
  /** go-git did not answer in time, or took the process with it. */
  | { kind: 'hang'; text: string }
  /** The port's own limits: `SAFETY_LIMIT`. */
  | { kind: 'safety'; text: string }
  /** Neither side may say this: the port threw something that is no answer, or the reference broke its protocol. */
  | { kind: 'bug'; text: string }

export interface StateComparison {
  profile: GoGitProfile
  /** `safety`: the port declined to answer, or failed where go-git never ends; listed, but no difference. */
  verdict: 'agree' | 'safety' | 'differ'
  reference: StateAnswer
  port: StateAnswer
  /** What differs where the answers themselves do not. */
  note?: string
}

export type References = ReadonlyMap<GoGitProfile, Reference>

/**
 * Builds a scenario and asks both sides about it, once for each reference. The port is asked first, because it writes nothing, which cannot be
 * said of go-git: where a reference changed the folder, the next one gets a new one.
 *
 * @throws `USAGE` where the scenario cannot be built or the reference cannot be started
 */
export async function compareState(scenario: Scenario, references: References): Promise<StateComparison[]> {
  const waiting = [...references]
  const comparisons: StateComparison[] = []
  while (waiting.length > 0) {
    await withBuiltScenario(scenario, async (built) => {
      const fresh = fingerprint(built)
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        comparisons.push(await compareBuilt(built, ...next))
        if (fingerprint(built) !== fresh) return
      }
    })
  }
  return comparisons.map((comparison) => checkProfilesAgree(comparison, comparisons))
}

async function compareBuilt(
  built: BuiltScenario,
  profile: GoGitProfile,
  reference: Reference,
): Promise<StateComparison> {
  const { dir, home } = built
  const port = await askPort(dir, home, profile)
  const answer = readStateAnswer(await reference.ask({ dir, home, stages: ['status'] }))
  return { profile, verdict: judge(answer, port), reference: answer, port }
}

/** Tells whether anything was written: every path beside and below the checkout with its change time, which nobody sets back. */
function fingerprint({ dir }: BuiltScenario): string {
  const lines: string[] = []
  const visit = (path: Buffer) => {
    const { ctimeNs } = lstatSync(path, { bigint: true })
    lines.push(`${path.toString('latin1')} ${ctimeNs}`)
    for (const entry of readdirSync(path, { withFileTypes: true, encoding: 'buffer' })) {
      const below = Buffer.concat([path, SLASH, entry.name as unknown as Buffer])
      try {
        if (entry.isDirectory()) visit(below)
        else lines.push(`${below.toString('latin1')} ${lstatSync(below, { bigint: true }).ctimeNs}`)
      } catch {
        // What may not be looked at may not be written to either.
      }
    }
  }
  visit(Buffer.from(dirname(dir)))
  return lines.join('\n')
}

const SLASH = Buffer.from('/')

/** Once every profile was asked, it is known whether the port is right when it says that all answer alike. */
function checkProfilesAgree(comparison: StateComparison, all: readonly StateComparison[]): StateComparison {
  const { verdict, reference, port } = comparison
  const known = all.every((other) => other.verdict !== 'safety' && ['status', 'error'].includes(other.reference.kind))
  if (all.length < profiles.length || !known || verdict !== 'agree' || port.kind !== 'status') return comparison
  const agree = all.every((other) => judge(reference, other.reference) === 'agree')
  if (port.profilesAgree === agree) return comparison
  return { ...comparison, verdict: 'differ', note: `profilesAgree should be ${agree}` }
}

async function askPort(dir: string, home: string, profile: GoGitProfile): Promise<StateAnswer> {
  const answer = await askForStatus(dir, home, profile)
  const atOnce = askWhetherClean(dir, home, profile)
  const same =
    atOnce.kind === 'status' && answer.kind === 'status'
      ? atOnce.clean === answer.clean && JSON.stringify(atOnce.head) === JSON.stringify(answer.head)
      : JSON.stringify(atOnce) === JSON.stringify(answer)
  return same
    ? answer
    : {
        kind: 'bug',
        text: `chaosVersion would rest on ${JSON.stringify(atOnce)}, the status is ${JSON.stringify(answer)}`,
      }
}

/** What chaosVersion asks, which stops at the first difference. */
function askWhetherClean(dir: string, home: string, profile: GoGitProfile): StateAnswer {
  try {
    return { kind: 'status', files: [], ...readHeadAndClean(dir, { profile, home }) }
  } catch (error) {
    return errorAnswer(error)
  }
}

async function askForStatus(dir: string, home: string, profile: GoGitProfile): Promise<StateAnswer> {
  try {
    const { files, ...status } = await readWorktreeStatus(dir, { profile, home })
    const { head, clean, profilesAgree } = status
    return { kind: 'status', head, clean, files: files.map(({ path, change }) => `${change} ${path}`), profilesAgree }
  } catch (error) {
    return errorAnswer(error)
  }
}

function errorAnswer(error: unknown): StateAnswer {
  if (!isAbraVersionError(error)) return { kind: 'bug', text: String((error as Error).stack ?? error) }
  const text = `${error.code}: ${error.message}`
  return { kind: error.code === 'SAFETY_LIMIT' ? 'safety' : 'error', text }
}

/** The reference's answer about a checkout, brought into the port's form. */
export function readStateAnswer(answer: ReferenceAnswer): StateAnswer {
  const { died, open, head, status } = answer
  if (died !== undefined) return { kind: 'hang', text: `died: ${died}` }
  if (open === undefined) return { kind: 'bug', text: JSON.stringify(answer) }
  const opening = troubleOf('open', open)
  if (opening !== undefined) return opening
  if (head === undefined || status === undefined) return { kind: 'bug', text: JSON.stringify(answer) }
  const trouble = troubleOf('status', status)
  if (trouble !== undefined) return trouble
  const { clean, files } = status as Exclude<typeof status, Trouble>
  const changes = files.map(({ path, change }) => `${change} ${path}`)
  if ('hash' in head) return { kind: 'status', head, clean, files: changes }
  if ('error' in head && head.error === 'reference not found')
    return { kind: 'status', head: null, clean, files: changes }
  return troubleOf('head', head) ?? { kind: 'bug', text: JSON.stringify(answer) }
}

function troubleOf(stage: string, answer: object): StateAnswer | undefined {
  const { error, panic, timeout } = answer as { error?: string; panic?: string; timeout?: true }
  if (timeout === true) return { kind: 'hang', text: `${stage}: timeout` }
  if (panic !== undefined) return { kind: 'error', text: `${stage}: panic: ${panic}` }
  return error === undefined ? undefined : { kind: 'error', text: `${stage}: ${error}` }
}

function judge(reference: StateAnswer, port: StateAnswer): StateComparison['verdict'] {
  if (port.kind === 'safety' || (port.kind === 'error' && reference.kind === 'hang')) return 'safety'
  if (port.kind === 'error' && reference.kind === 'error') return 'agree'
  if (port.kind !== 'status' || reference.kind !== 'status') return 'differ'
  return sameStatus(reference, port) ? 'agree' : 'differ'
}

function sameStatus(one: StateAnswer & { kind: 'status' }, other: StateAnswer & { kind: 'status' }): boolean {
  return (
    one.head?.hash === other.head?.hash &&
    one.head?.name === other.head?.name &&
    one.clean === other.clean &&
    one.files.length === other.files.length &&
    one.files.every((file, i) => file === other.files[i])
  )
}
