import { existsSync } from 'node:fs'
import { AbraVersionError } from '../../errors.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import { readHeadName } from '../checkout/read-head-name.js'
import { isHandedOver } from '../undo/handed-over.js'
import { linesToPutBack, putBack, shownHead } from '../undo/put-back.js'
import { readJournal, removeJournal, type UpgradeJournal } from '../undo/upgrade-journal.js'

/**
 * Deals with the journal of an upgrade that was killed. If its deploy reached the Swarm, the app's file stays as it is. The caller holds the lock of the
 * stack, so the upgrade that wrote the journal has ended.
 *
 * @param path the journal
 * @param readStack asks the Swarm
 * @param mayPutBack whether to undo what it tells of
 * @returns notes for a log
 * @throws UPGRADE_UNFINISHED if lines are to be put back and may not be, or could not be; SWARM_…
 */
export async function settleUnfinished(
  path: string,
  stack: string,
  readStack: () => Promise<Snapshot>,
  mayPutBack: boolean,
): Promise<readonly string[]> {
  const journal = readJournal(path)
  if (journal === undefined) return []
  const { services, pid, startedAt } = journal
  const killed = `an upgrade of ${stack} (pid ${pid}, since ${startedAt}) was killed`
  if (services !== undefined && isHandedOver(services, await readStack())) {
    removeJournal(path)
    return [`${killed} after it had handed a deploy over, so ${journal.path} stays as it is`]
  }
  const lines = linesToPutBack(journal)
  if (mayPutBack) {
    const { notes, isWhole } = await putBack(journal)
    if (!isWhole) throw unfinished(path, journal, killed, lines, notes.join('; '))
    removeJournal(path)
    return [`${killed}; ${notes.length === 0 ? 'nothing was left to put back' : notes.join('; ')}`]
  }
  if (lines.length > 0) throw unfinished(path, journal, killed, lines, `${journal.path} still has ${lines.join(', ')}`)
  removeJournal(path)
  return []
}

function unfinished(
  path: string,
  journal: UpgradeJournal,
  killed: string,
  lines: readonly string[],
  state: string,
): AbraVersionError<'UPGRADE_UNFINISHED'> {
  const { pid, startedAt } = journal
  const data = { journal: path, path: journal.path, lines, pid, startedAt }
  const advice = `put it back with upgrade --put-back (putBack: true)${besidesLines(journal)}`
  return new AbraVersionError('UPGRADE_UNFINISHED', `${killed} before it had deployed anything; ${state}`, data, {
    advice,
  })
}

/** What else is put back. */
function besidesLines({ checkout, overlay }: UpgradeJournal): string {
  const isMoved = checkout !== undefined && readHeadName(checkout.dir) !== checkout.head
  const others = [
    ...(overlay === undefined || !existsSync(overlay.path) ? [] : [`removes ${overlay.path}`]),
    ...(!isMoved ? [] : [`moves ${checkout.dir} back to ${shownHead(checkout.head)}`]),
  ]
  return others.length === 0 ? '' : `; that also ${others.join(', and ')}`
}
