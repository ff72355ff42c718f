import { demandOptions } from '../demand-options.js'
import { demandKinds } from '../option-kinds.js'
import { refuseRenamedOptions } from '../renamed-options.js'
import { type StackTarget, stackOf, withSwarm } from './stack-target.js'
import { type WaitOptions, type WaitResult, waitKinds } from './wait-options.js'
import { Waiting } from './waiting.js'

export type { WaitOptions, WaitResult } from './wait-options.js'

/**
 * Waits until a deploy has ended, in success or failure. Start it when the Swarm has the deploy. Takes a snapshot at each event of the daemon, and polls
 * in between: once a second at most while events are heard, else every 250 ms. It survives a restart of the daemon. `onChange` and `onSnapshot` are not
 * called after the promise has ended.
 *
 * @throws USAGE; STACK_NOT_FOUND if nothing is deployed and nothing was before; what connecting and the first snapshot throw
 * @rule R8 R64 R65 R67 R71 R73
 * @example
 * ```ts
 * const app = await readApp('forum.example.com')
 * const { outcome, assessment } = await waitForConvergence(app, { onChange: (change) => console.log(change.kind) })
 * outcome // 'settled'
 * assessment?.ok // true
 * ```
 */
export async function waitForConvergence(target: StackTarget, options: WaitOptions = {}): Promise<WaitResult> {
  demandOptions(options, 'waitForConvergence(await readApp(name), { since: baseline })')
  refuseRenamedOptions(options, { timeout: 'seconds' })
  demandKinds<WaitOptions>(options, waitKinds, 'waitForConvergence(await readApp(name), { since: baseline })')
  return withSwarm(target, options.swarm, async (reader) => {
    const waiting = new Waiting(reader, stackOf(target), options)
    try {
      return await waiting.run()
    } finally {
      waiting.stop()
    }
  })
}
