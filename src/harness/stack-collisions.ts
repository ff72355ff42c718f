import type { App } from '../app/app.js'
import { grouped } from '../grouped.js'

/** Apps with the same stack name on one server: a deploy of one replaces the services of the other. */
export interface StackCollision {
  readonly stackName: string
  /** Two or more, sorted by path. */
  readonly apps: readonly Pick<App, 'name' | 'server' | 'path'>[]
}

/**
 * Finds apps of one server that share a stack: names that differ only in `.` and `_`, or only after 45 characters, or the same `STACK_NAME`.
 *
 * @rule R44
 * @example
 * ```ts
 * const { apps } = await listApps(abraDir())
 * const read = await Promise.all(apps.map((place) => readApp(place)))
 * // Two files of one stack: each deploy would overwrite the other's.
 * const copy = { ...read[0], name: 'forum2.example.com' }
 * findStackCollisions([...read, copy])[0].stackName // 'forum_example_com'
 * ```
 */
export function findStackCollisions(
  apps: readonly Pick<App, 'name' | 'server' | 'path' | 'stackName'>[],
): StackCollision[] {
  return [...grouped(apps, ({ server, stackName }) => `${server}/${stackName}`)]
    .filter(([, group]) => group.length > 1)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, group]) => ({
      stackName: group[0]?.stackName ?? '',
      apps: group
        .map(({ name, server, path }) => ({ name, server, path }))
        .sort((left, right) => (left.path < right.path ? -1 : 1)),
    }))
}
