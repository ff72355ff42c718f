import type { App } from '../app/app.js'

/** Apps that one deploy takes for the same: what one of them deploys replaces what the other did. */
export interface StackCollision {
  readonly stackName: string
  /** Two or more, in order of the path. */
  readonly apps: readonly Pick<App, 'name' | 'server' | 'path'>[]
}

/**
 * Apps of one server that share a stack: names that differ only in `.` and `_`, or only beyond 45 characters, or a `STACK_NAME` used twice.
 *
 * @rule R44
 */
export function findStackCollisions(
  apps: readonly Pick<App, 'name' | 'server' | 'path' | 'stackName'>[],
): StackCollision[] {
  const byStack = new Map<string, Pick<App, 'name' | 'server' | 'path' | 'stackName'>[]>()
  for (const app of apps) {
    const key = `${app.server}/${app.stackName}`
    byStack.set(key, [...(byStack.get(key) ?? []), app])
  }
  return [...byStack]
    .filter(([, group]) => group.length > 1)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, group]) => ({
      stackName: group[0]?.stackName ?? '',
      apps: group
        .map(({ name, server, path }) => ({ name, server, path }))
        .sort((left, right) => (left.path < right.path ? -1 : 1)),
    }))
}
