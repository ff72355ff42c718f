import type { App } from '../../app/app.js'
import { defined } from '../../defined.js'
import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import { takeSnapshot } from '../../swarm/snapshot/take-snapshot.js'
import { withSwarm } from '../../swarm/stack-target.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import { withHeldLock } from '../lock/held-lock.js'
import { stackLockPath } from '../lock/stack-lock.js'
import { journalPath } from '../undo/upgrade-journal.js'
import { readAgain } from './resolve-upgrade.js'
import { settleUnfinished } from './unfinished-upgrade.js'

/** Where the app, its lock and its Swarm are. */
export interface PutBackOptions {
  readonly abraDir?: string
  readonly server?: string
  readonly lockDir?: string
  /** Milliseconds for the lock. Default 60 000. */
  readonly timeoutMs?: number
  /** A reader, or which Docker to connect to. Asked only if the killed upgrade had started a deployer. */
  readonly swarm?: SwarmReader | DockerChoice
}

/**
 * Undoes what an upgrade that was killed has left: its lines in the app's file, its overlay, and where it had moved the checkout. What a deploy that
 * reached the Swarm has written stays, and so does what another process has changed since. Every other byte of the app's file stays.
 *
 * @returns what was done, one sentence each; empty if there was nothing to do
 * @throws UPGRADE_UNFINISHED if a part of it could not be put back; LOCK_FAILED SWARM_…, and the codes of readApp
 * @example
 * ```ts
 * await putBackUpgrade('forum.example.com') // []
 * ```
 */
export async function putBackUpgrade(app: string | App, options: PutBackOptions = {}): Promise<readonly string[]> {
  const { abraDir, server, lockDir, timeoutMs = 60_000, swarm } = options
  const found = await readAgain(app, defined({ abraDir, server }))
  const { stackName } = found
  const lock = defined({ dir: lockDir })
  const readStack = () => withSwarm(found, swarm, (reader) => takeSnapshot(reader, stackName))
  const settle = () => settleUnfinished(journalPath(stackLockPath(stackName, lock)), stackName, readStack, true)
  return withHeldLock(stackName, settle, { ...lock, timeoutMs })
}
