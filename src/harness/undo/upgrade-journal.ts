import { readFileSync, rmSync } from 'node:fs'
import { errnoOrEio, fileUnreadable } from '../../app/files/read-user-file.js'
import { writePrivateFile } from '../../app/files/replace-file.js'
import { AbraVersionError } from '../../errors.js'
import { withFileErrors } from '../../file-error/unwritable.js'
import { isRecord } from '../../is-record.js'
import type { ServiceSpecs } from './handed-over.js'
import type { LineChange } from './line-change.js'

/**
 * What an upgrade changes before it hands a deploy over: written beside the lock before each change, and removed once the deploy is handed over or the
 * changes are undone. A run that was killed leaves it. It holds the changed lines alone, in a file that only its owner may read.
 */
export interface UpgradeJournal {
  readonly schema: 1
  readonly kind: 'upgrade-journal'
  /** The process that wrote it. */
  readonly pid: number
  /** ISO 8601. */
  readonly startedAt: string
  readonly app: string
  /** The app's file. */
  readonly path: string
  /** Changes of the app's file, in order. */
  readonly changes: readonly LineChange[]
  /** Where HEAD of the recipe's checkout was: a branch or, detached, a commit. */
  readonly checkout?: { readonly dir: string; readonly head: string }
  /** The overlay that was copied into the checkout, and what it is a copy of. */
  readonly overlay?: { readonly path: string; readonly source: string }
  /** The services right before the deployer was started. Missing if it was not. */
  readonly services?: ServiceSpecs
}

/** `DIR/STACK.lock` → `DIR/STACK.upgrade.json` */
export function journalPath(lockPath: string): string {
  return lockPath.replace(/\.lock$/, '.upgrade.json')
}

/** Written before what it tells of. @throws FILE_UNWRITABLE */
export function writeJournal(path: string, journal: UpgradeJournal): void {
  writePrivateFile(path, Buffer.from(`${JSON.stringify(journal, null, 1)}\n`))
}

/** @throws FILE_UNWRITABLE */
export function removeJournal(path: string): void {
  withFileErrors(path, () => rmSync(path, { force: true }))
}

/** undefined if there is none. @throws UPGRADE_UNFINISHED if it cannot be understood; FILE_UNREADABLE */
export function readJournal(path: string): UpgradeJournal | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (errnoOrEio(error) === 'ENOENT') return undefined
    throw fileUnreadable(path, error)
  }
  const value = parseJson(text)
  if (isJournal(value)) return value
  throw new AbraVersionError(
    'UPGRADE_UNFINISHED',
    `${path} is no record of an upgrade`,
    { journal: path, lines: [] },
    { advice: "check the app's file, then remove it" },
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isJournal(value: unknown): value is UpgradeJournal {
  if (!isRecord(value) || value['schema'] !== 1 || value['kind'] !== 'upgrade-journal') return false
  const { checkout, overlay, services, changes } = value
  const texts = (of: unknown, ...keys: string[]) => isRecord(of) && keys.every((key) => typeof of[key] === 'string')
  return (
    texts(value, 'startedAt', 'app', 'path') &&
    typeof value['pid'] === 'number' &&
    Array.isArray(changes) &&
    changes.every((each) => texts(each, 'before', 'after') && Number.isInteger(each.at) && each.at >= 0) &&
    (checkout === undefined || texts(checkout, 'dir', 'head')) &&
    (overlay === undefined || texts(overlay, 'path', 'source')) &&
    (services === undefined || isRecord(services))
  )
}
