import { visibleText } from '../visible-text.js'

/** Every text of a value with its control characters and marks of direction written out, so that a page shows what a label holds. */
export function visibleTexts<T>(value: T): T {
  if (typeof value === 'string') return visibleText(value) as T
  if (Array.isArray(value)) return value.map(visibleTexts) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visibleTexts(one)])) as T
}
