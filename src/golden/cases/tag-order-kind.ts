import { InternalError } from '../../errors.js'
import { compareRecipeParts } from '../../recipe/tags/compare-recipe-parts.js'
import { isRecipeVersion, parseRecipeVersion } from '../../recipe/tags/parse-recipe-version.js'
import { inputError } from '../scenario/input-error.js'
import { type CaseKind, judgeStages } from './case-kind.js'
import { askStage } from './stage-answer.js'
import { renovateRelease, type TagVersioning } from './tag-versioning.js'

const build = `renovate ${renovateRelease}`

type Pair = readonly [left: string, right: string]

interface TagOrderInput {
  readonly pairs: readonly Pair[]
}

/**
 * How Renovate's docker versioning orders pairs of tags; tagcmp's README says that it follows it. It knows no `+`, so it is asked about the parts before
 * it (R80). `plus` lists the pairs about which it answers otherwise when asked with all that follows: that is recorded and not compared.
 */
export const tagOrderKind: CaseKind<TagOrderInput> = {
  recorder: 'renovate',
  families: ['tag-order'],
  stages: ['valid', 'order', 'plus'],
  builds: [build],
  parseInput({ pairs, ...rest }) {
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined) throw inputError(unknown, 'is an unknown key', 'remove it')
    if (!arePairs(pairs)) throw inputError('pairs', 'has the wrong shape', 'give a list of pairs of texts')
    return { pairs }
  },
  async record({ pairs }, { renovate }) {
    if (renovate === undefined) throw new InternalError('a recording of the order of tags needs Renovate')
    const parts = pairs.map(([left, right]): Pair => [recipePart(left), recipePart(right)])
    const order = parts.map((pair) => orderOf(renovate, pair))
    const plus = pairs.flatMap((pair, i) => {
      const whole = orderOf(renovate, pair)
      return whole === order[i] ? [] : [[...pair, whole]]
    })
    const valid = parts.map((pair) => pair.map((tag) => renovate.isVersion(tag)))
    return [{ build, stages: { valid: { answer: valid }, order: { answer: order }, plus: { answer: plus } } }]
  },
  async askPort({ pairs }) {
    const parsed = pairs.map((pair) => pair.map((tag) => parseRecipeVersion(recipePart(tag))))
    const valid = await askStage(() => parsed.map((pair) => pair.map(isRecipeVersion)))
    const order = await askStage(() =>
      parsed.map(([left, right]) => {
        if (left === undefined || right === undefined || !isRecipeVersion(left) || !isRecipeVersion(right)) return null
        return signOf(compareRecipeParts(left.recipe, right.recipe))
      }),
    )
    return new Map([[build, { valid, order }]])
  },
  judge: (expected, port) =>
    judgeStages(expected, port).map((one) => (one.stage === 'plus' ? { ...one, verdict: 'unasked' } : one)),
}

function recipePart(tag: string): string {
  return tag.split('+', 1)[0] ?? ''
}

/** -1, 0 or 1; null unless both are versions. */
function orderOf(renovate: TagVersioning, [left, right]: Pair): number | null {
  return renovate.isVersion(left) && renovate.isVersion(right) ? signOf(renovate.compare(left, right)) : null
}

/** Never -0, which JSON does not have. */
function signOf(order: number): number {
  return order < 0 ? -1 : order > 0 ? 1 : 0
}

function arePairs(value: unknown): value is Pair[] {
  const isPair = (one: unknown) => Array.isArray(one) && one.length === 2 && one.every((tag) => typeof tag === 'string')
  return Array.isArray(value) && value.length > 0 && value.every(isPair)
}
