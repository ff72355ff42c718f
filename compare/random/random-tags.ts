import fc from 'fast-check'

type Pair = readonly [left: string, right: string]

const number = fc.constantFrom('0', '1', '2', '3', '7', '9', '10', '11', '010', '24')
const suffixes = ['-alpine', '-bullseye', '-rc1', '-rc9', '-rc10', '-rootless', '-fpm', '-Beta', '-0', '-a_b', '-a.b']

const recipePart = fc
  .tuple(
    fc.constantFrom('', '', '', 'v'),
    fc.array(number, { minLength: 1, maxLength: 3 }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('rc1', 'rc2', 'beta', '_x') },
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(...suffixes), { minLength: 1, maxLength: 2 }) },
    ),
  )
  .map(([v, numbers, letters, more]) => v + numbers.join('.') + letters + more.join(''))

const upstream = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: recipePart.map((text) => `+${text}`) },
  { weight: 1, arbitrary: fc.constantFrom('+1.14.3', '+6-alpine', '+1.24.2-rootless', '+latest', '+') },
)

const tag = fc.tuple(recipePart, upstream).map((texts) => texts.join(''))

/** The second begins as the first does, or is any other; so every clause of R81 gets to decide. */
const pair: fc.Arbitrary<Pair> = fc.oneof(
  fc.tuple(tag, tag),
  fc.tuple(tag, upstream, number).map(([one, more, last]): Pair => [one, `${one.split('+', 1)[0]}.${last}${more}`]),
  fc
    .tuple(tag, upstream, fc.constantFrom(...suffixes))
    .map(([one, more, suffix]): Pair => [one, `${one.split('+', 1)[0]}${suffix}${more}`]),
)

/** R80 has no version of more than three numbers, or with a dotted number in a suffix; tagcmp's documentation says so, and Renovate takes both. */
function isWithinGrammar(one: string): boolean {
  const [part = ''] = one.split('+', 1)
  const [numbers = '', ...suffix] = part.split('-')
  return numbers.split('.').length <= 3 && !/[0-9]\.[0-9]/.test(suffix.join('-'))
}

/** Pairs of tags of the form that R80 takes for versions. The same count and seed give the same pairs. */
export function randomTagPairs(count: number, seed: number): Pair[] {
  return fc.sample(
    pair.filter((both) => both.every(isWithinGrammar)),
    { numRuns: count, seed },
  )
}
