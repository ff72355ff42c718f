import fc from 'fast-check'

/** YAML in flow form, built from pieces; a scalar is the text as it stands in the file. */
export type Piece = fc.Arbitrary<string>

/** One of some texts, written with ` | ` between them. */
export function oneOf(texts: string): Piece {
  return fc.constantFrom(...texts.split(' | '))
}

/** Scalars that YAML, docker/cli or both take for something else than they look like. */
export const oddScalar = oneOf(
  ` | ~ | null | true | False | yes | off | 0 | -1 | 5 | 1.5 | 1e3 | 1e6 | 0777 | 0o17 | 0b101 | 1_000 | 0X1f | 2020-01-01 | 2001-12-14t21:59:43.10-05:00 | 18446744073709551616 | 4294967296 | "" | 'x' | x | a b | "5" | $A | "\${A}" | "\${B:-d}" | "\${N:-}" | "\${E?no}" | $$A | "$$" | "\${N}" | "x\${A}y\${T}" | 1s | 1m30s | 1d | 1g | 12:30:45 | = | -0 | +1`,
)
export const label = oneOf(
  `a | b | c | traefik.enable | "coop-cloud.\${STACK}.version" | x | "5" | "a b" | $A | __proto__ | y | é`,
)
export const name = oneOf('a | b | app | db | a.b | a-b | A_1 | "5" | x-a')

export const list = (item: Piece, maxLength = 3): Piece =>
  fc.array(item, { maxLength }).map((items) => `[${items.join(', ')}]`)

export const map = (key: Piece, value: Piece, maxLength = 3): Piece =>
  fc
    .uniqueArray(fc.tuple(key, value), { maxLength, selector: ([one]) => one.replaceAll(/["']/g, '') })
    .map((entries) => `{${entries.map(([one, item]) => `${one}: ${item}`).join(', ')}}`)

export const odd: Piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.oneof(
      { weight: 30, arbitrary: oddScalar },
      { weight: 1, arbitrary: oneOf('.inf | "$" | [a, a] | {5: x}') },
    ),
  },
  { weight: 1, arbitrary: list(oddScalar) },
  { weight: 1, arbitrary: map(label, oddScalar) },
)

/** Mostly what is meant, now and then anything. */
export const mostly = (good: Piece, weight = 40): Piece =>
  fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: odd })

/** Some of these properties, and seldom one that is unknown. */
export function object(properties: Record<string, Piece>, most = 4): Piece {
  const property = fc
    .constantFrom(...Object.keys(properties))
    .chain((key) => (properties[key] ?? odd).map((value) => [key, value] as const))
  const stranger = fc.tuple(fc.constantFrom('x-a', 'x-b', 'nope', 'mem_limit'), odd)
  return fc
    .uniqueArray(fc.oneof({ weight: 60, arbitrary: property }, { weight: 1, arbitrary: stranger }), {
      maxLength: most,
      selector: ([key]) => key,
    })
    .map((entries) => `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`)
}

/** Most lists have to be without twins; now and then one slips through. */
function withoutTwins(items: string): string {
  const all = items.slice(1, -1).split(', ')
  return `[${[...new Set(all)].join(', ')}]`
}

export const text = mostly(oneOf(`x | y | "a b" | $A | "\${N:-z}" | '' | "1"`))
export const flag = mostly(oneOf(`true | false | true | "\${T:-on}" | "\${F:-n}"`), 30)
export const count = mostly(oneOf(`0 | 1 | 2 | 3 | 80 | "\${N5:-7}" | 2`))
export const duration = mostly(oneOf('5s | 1m | 0s | 1h30m | 1.5s | "100ms" | 2us | -1s | "0" | 1h1h'))
export const size = mostly(oneOf('1g | 512M | "1.5 GiB" | 7b | "10" | 1kb | 0.5k | "1 "'))
export const texts = mostly(list(text).map(withoutTwins))
export const textOrTexts = fc.oneof(text, texts)
const oddNumber = oneOf(`1 | 1.5 | x | "" | ~ | null | 1e6 | 0777 | 2020-01-01 | "\${A}" | 5 | -0.0 | yes | 1_000`)
export const pair = oneOf(`a=1 | b=2 | b | c= | "=x" | a=$A | "d=1=2" | K= | K | "K=\${N}" | HOST | HOST=`)
export const labelMap = map(label, fc.oneof({ weight: 20, arbitrary: oddNumber }, { weight: 1, arbitrary: oddScalar }))
export const labels = mostly(fc.oneof(labelMap, list(pair).map(withoutTwins)), 20)
export const environment = mostly(
  fc.oneof(map(oneOf('a | b | K | HOST | N | EMPTY'), oddNumber, 5), list(pair, 5).map(withoutTwins)),
  20,
)
