import { dirname } from 'node:path'
import type { BuiltScenario } from './build-scenario.js'

/** Replaces the folders of a built scenario in every text, so that the same answer is the same text on every machine. */
export function withoutScratchPaths<T>(value: T, { dir, home, outside }: BuiltScenario): T {
  const places: [string, string][] = [
    [dir, '<checkout>'],
    [home, '<home>'],
    [outside, '<outside>'],
    [dirname(dir), '<scenario>'],
  ]
  return replaceTexts(value, (text) => places.reduce((rest, [path, name]) => rest.replaceAll(path, name), text)) as T
}

function replaceTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((each) => replaceTexts(each, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaceTexts(each, replace)]))
}
