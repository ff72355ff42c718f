import type { Random } from './random.js'

/** Numbers at which readers go wrong: ends of ranges, sign bits, sizes. */
const oddBytes = [0x00, 0x01, 0x0a, 0x20, 0x7f, 0x80, 0xfe, 0xff]
const oddValues = [
  null,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  'x',
  '\u001b[31m',
  '9'.repeat(40),
  true,
  [],
  [null],
  {},
  { a: [] },
]
/** No input grows beyond what it was by more. */
const mostGrowth = 4096

/** The bytes, changed in one to six places. `tokens` are what the format is made of. */
export function mutateBytes(bytes: Buffer, tokens: readonly string[], random: Random): Buffer {
  let changed = Buffer.from(bytes)
  for (let left = 1 + random.below(6); left > 0; left--) changed = Buffer.from(mutateOnce(changed, tokens, random))
  return changed.subarray(0, bytes.length + mostGrowth)
}

function mutateOnce(bytes: Buffer, tokens: readonly string[], random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const length = Math.min(1 + random.below(8), bytes.length - at)
  const replaced = (by: Buffer, over: number) => Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + over)])
  switch (random.below(tokens.length === 0 ? 8 : 11)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return replaced(Buffer.alloc(0), length)
    case 2:
      return replaced(Buffer.from(bytes.subarray(at, at + 1 + random.below(64))), 0)
    case 3: {
      const from = random.below(bytes.length + 1)
      return replaced(Buffer.from(bytes.subarray(from, from + length)), length)
    }
    case 4:
      return replaced(Buffer.alloc(length, random.pick(oddBytes)), length)
    case 5:
      return replaced(Buffer.from([random.pick(oddBytes)]), 0)
    case 6:
    case 7: {
      const flipped = Buffer.from(bytes)
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
      return flipped
    }
    default:
      return replaced(Buffer.from(random.pick(tokens), 'latin1'), random.below(2) * length)
  }
}

/** The JSON with one to three of its values replaced or left out. */
export function mutateJson(text: string, random: Random): string {
  const value = JSON.parse(text)
  for (let left = 1 + random.below(3); left > 0; left--) {
    const places = placesIn(value)
    if (places.length === 0) break
    const [owner, key] = random.pick(places)
    if (random.below(4) === 0) Array.isArray(owner) ? owner.splice(Number(key), 1) : delete owner[key as never]
    else owner[key as never] = structuredClone(random.pick(oddValues)) as never
  }
  return JSON.stringify(value)
}

function placesIn(value: unknown): [owner: object, key: string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => [[value, key] as [object, string], ...placesIn(each)])
}
