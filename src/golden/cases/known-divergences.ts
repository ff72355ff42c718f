import { goldenInvalid, readGoldenJson } from './golden-json.js'

export const divergencesPath = 'known-divergences.json'

/** A case in which the port is known to answer otherwise, and why that is accepted. */
export interface KnownDivergence {
  /** The case's folder below golden, such as `library/excludes/a-name`. */
  readonly case: string
  /** Such as `go-git v5.16.2`. */
  readonly build: string
  /** The first stage that differs. */
  readonly stage: string
  readonly reason: string
}

const keys = ['build', 'case', 'reason', 'stage']

/** @throws GOLDEN_INVALID where the list is missing or malformed, or an entry has no reason */
export function readKnownDivergences(golden: string): KnownDivergence[] {
  const json = readGoldenJson(golden, divergencesPath)
  if (!Array.isArray(json)) throw goldenInvalid(divergencesPath, 'is no list', 'give a list, which may be empty')
  for (const [i, entry] of json.entries()) {
    const texts = typeof entry === 'object' && entry !== null ? Object.entries(entry) : []
    const right = texts.length === keys.length && texts.every(([key, text]) => keys.includes(key) && isFilled(text))
    if (right) continue
    throw goldenInvalid(divergencesPath, `has a malformed entry ${i}`, `give ${keys.join(', ')}, each a text`, {
      place: `[${i}]`,
    })
  }
  return json
}

function isFilled(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== ''
}
