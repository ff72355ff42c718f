import type { ComposeConfig } from '../compose-config.js'
import type { LoadedFile } from '../load/load-file.js'
import type { LoadedMap } from '../shapes/loaded.js'
import { extensionsShape } from '../shapes/object-shapes.js'
import { serviceShape } from '../shapes/service-shape.js'
import { objectOfEntries, writeShape } from './write-config.js'

/** Converts a merged configuration to the form of docker/cli's output. */
export function writeFile({ version, services, objects, extensions }: LoadedFile): ComposeConfig {
  const sections = Object.entries(objects)
    .filter(([, section]) => section.size > 0)
    .map(
      ([name, section]) =>
        [
          name,
          writeEach(section, ({ shape, object, extensions: own }) => withExtensions(writeShape(shape, object), own)),
        ] as const,
    )
  return objectOfEntries([
    ['version', version],
    ['services', writeEach(services, (one) => withExtensions(writeShape(serviceShape, one.service), one.extensions))],
    ...sections,
    ...Object.entries(withExtensions({}, extensions)),
  ]) as unknown as ComposeConfig
}

function writeEach<T>(section: ReadonlyMap<string, T>, write: (item: T) => unknown): Record<string, unknown> {
  const names = [...section.keys()].sort()
  return objectOfEntries(names.map((name) => [name, write(section.get(name) as T)]))
}

function withExtensions(written: unknown, extensions: LoadedMap): Record<string, unknown> {
  const own = Object.entries(written as Record<string, unknown>)
  const more = Object.entries(writeShape(extensionsShape, extensions) as Record<string, unknown>)
  return objectOfEntries([...own, ...more])
}
