import { systemClock } from '../../swarm/clock.js'
import type { StackNetwork, SwarmReader } from '../../swarm/swarm-reader.js'

const pauseMs = 300

/**
 * The networks of a stack that is being removed. `docker stack rm` takes a network from Swarm at once, but the manager's own copy stays as long as a
 * container of the stack ends there. Until then `docker network ls` and `inspect` show it, so `docker stack deploy` does not create it anew, and the
 * first service fails with `network … not found`. A network that a failed deploy has left has no endpoints, and one that others use has theirs.
 */
export function leavingNetworks(stack: string, networks: readonly StackNetwork[]): string[] {
  const isOurs = (endpoint: string) => endpoint.startsWith(`${stack}_`)
  return networks
    .filter(({ endpoints }) => endpoints.length > 0 && endpoints.every(isOurs))
    .map(({ name }) => name)
    .sort()
}

/** The networks of {@link leavingNetworks} now. Call it only for a stack without services. @throws SWARM_… */
export async function readLeavingNetworks(reader: SwarmReader, stack: string): Promise<string[]> {
  return leavingNetworks(stack, (await reader.readNetworks?.(stack)) ?? [])
}

/**
 * Waits until none of these networks is left, whatever its endpoints.
 *
 * @returns those that are still there when the time is up
 * @throws SWARM_…, and the signal's reason
 */
export async function waitForNetworks(
  reader: SwarmReader,
  stack: string,
  names: readonly string[],
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<string[]> {
  const deadline = systemClock.now() + timeoutMs
  for (;;) {
    const there = new Set((await reader.readNetworks?.(stack))?.map(({ name }) => name))
    const left = names.filter((name) => there.has(name))
    if (left.length === 0 || systemClock.now() >= deadline) return left
    await systemClock.sleep(pauseMs, signal)
    signal.throwIfAborted()
  }
}
