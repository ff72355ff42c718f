import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { readUserFile } from '../../app/files/read-user-file.js'
import { rewriteEnv } from '../../app/set-env.js'
import { checkoutRef } from '../checkout/checkout-ref.js'
import { removeOverlay } from '../checkout/overlay.js'
import { readHeadName } from '../checkout/read-head-name.js'
import { type LineChange, undoLineChange } from './line-change.js'
import type { UpgradeJournal } from './upgrade-journal.js'

const largestEnvFile = 1024 * 1024

export interface PutBack {
  /** What was put back, and what was not: one sentence each. May contain text of the app's file. */
  readonly notes: readonly string[]
  /** false if an error prevented a part of it. */
  readonly isWhole: boolean
}

/**
 * Undoes what a journal tells of: the app's file, the overlay, the checkout. What another process has changed since then stays. Never throws: each
 * part that fails is named, and the next one is tried. The caller holds the lock of the stack.
 */
export async function putBack(journal: UpgradeJournal): Promise<PutBack> {
  const notes: string[] = []
  let isWhole = true
  const attempt = async (what: string, work: () => Promise<readonly string[]>) => {
    try {
      notes.push(...(await work()))
    } catch (error) {
      isWhole = false
      notes.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const { path, changes, overlay, checkout } = journal
  if (changes.length > 0) await attempt(`${path} was not put back`, () => putLinesBack(path, changes))
  if (overlay !== undefined)
    await attempt(`${overlay.path} was not removed`, async () => {
      if (!existsSync(overlay.path)) return []
      const name = basename(overlay.path)
      await removeOverlay({ ...overlay, for: 'both', name, carriesU: true, chaosVersion: '', note: '' })
      return [`${overlay.path} is removed`]
    })
  if (checkout !== undefined)
    await attempt(`${checkout.dir} was not put back`, async () => {
      const { dir, head } = checkout
      if (readHeadName(dir) === head) return []
      await checkoutRef({ dir }, head, head.startsWith('refs/heads/') ? { branch: head } : {})
      return [`${dir} is at ${shownHead(head)} again`]
    })
  return { notes, isWhole }
}

async function putLinesBack(path: string, changes: readonly LineChange[]): Promise<string[]> {
  const [undone, others]: [LineChange[], LineChange[]] = [[], []]
  await rewriteEnv(path, (bytes) => {
    let now = bytes
    for (const change of changes.toReversed()) {
      const before = undoLineChange(now, change)
      ;(before === undefined ? others : undone).push(change)
      now = before ?? now
    }
    return now
  })
  return [
    ...(undone.length === 0 ? [] : [`${path} is as it was: ${undone.map(shownUndo).join(', ')}`]),
    ...others.map(({ after }) => `${path} stays as it is: another process has replaced ${shownLine(after)}`),
  ]
}

/** The lines of the app's file that undoing a journal would still change. @throws FILE_UNREADABLE SAFETY_LIMIT */
export function linesToPutBack({ path, changes }: UpgradeJournal): string[] {
  const bytes = readUserFile(path, largestEnvFile)
  return changes
    .filter(({ before, after }) => undoLineChange(bytes, { at: 0, before, after }) !== undefined)
    .map(({ before, after }) => `${shownLine(after)} (before: ${shownLine(before)})`)
}

export function shownHead(head: string): string {
  return head.startsWith('refs/heads/') ? head.slice('refs/heads/'.length) : head.slice(0, 8)
}

function shownUndo({ before, after }: LineChange): string {
  return before === '' ? `without ${shownLine(after)}` : shownLine(before)
}

/** Other variables may hold passwords. */
function shownLine(lines: string): string {
  const text = Buffer.from(lines, 'latin1').toString('utf8').trimEnd()
  if (text === '') return 'no line'
  const [, name = ''] = /^\s*(?:export\s+)?([\w.]+)\s*[=:]/.exec(text.split('\n').at(-1) ?? '') ?? []
  return ['TYPE', 'RECIPE', 'COMPOSE_FILE'].includes(name)
    ? (text.split('\n').at(-1) ?? '')
    : `the line of ${name || 'a variable'}`
}
