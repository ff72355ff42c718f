import type { RuleId } from '../../../rules.js'
import type { DeployCase } from '../../cases/binary-case.js'
import type { Step } from '../../scenario/scenario.js'
import { deploysOf, recipeWithoutTags, release } from './deploy-shorthands.js'

/** Tags in the order they are made; what is asked is which one is the newest. The order is never that of the answer alone. */
const lists: Readonly<Record<string, { rules: readonly [RuleId, ...RuleId[]]; tags: readonly string[] }>> = {
  'numbers-not-text': { rules: ['R81'], tags: ['10.7.10', '10.7.9'] },
  'shorter-is-newer': { rules: ['R81'], tags: ['10.7', '10.7.10', '10.7.9'] },
  'numbers-not-text-with-upstream': { rules: ['R81'], tags: ['0.10.0+1.0.0', '0.9.0+1.0.0'] },
  'made-in-another-order': { rules: ['R81'], tags: ['3.0.0+1.0.0', '1.0.0+1.0.0', '2.0.0+1.0.0'] },
  'upstream-decides': { rules: ['R82'], tags: ['1.0.0+1.14.3', '1.0.0+1.9.9'] },
  'recipe-before-upstream': { rules: ['R80', 'R81'], tags: ['1.1.0+1.0.0', '1.0.0+2.0.0'] },
  'upstream-numbers-not-text': { rules: ['R82'], tags: ['1.0.0+1.10', '1.0.0+1.9'] },
  'upstream-fewer-parts': { rules: ['R82'], tags: ['1.0.0+1.15', '1.0.0+1.15.0'] },
  'upstream-fewer-parts-reversed': { rules: ['R82'], tags: ['1.0.0+1.15.0', '1.0.0+1.15'] },
  'upstream-with-suffix': { rules: ['R82'], tags: ['1.0.0+6-alpine', '1.0.0+6'] },
  'upstream-with-suffix-reversed': { rules: ['R82'], tags: ['1.0.0+6', '1.0.0+6-alpine'] },
  'upstream-suffix-text': { rules: ['R82'], tags: ['1.0.0+6-bullseye', '1.0.0+6-alpine'] },
  'upstream-with-v': { rules: ['R82'], tags: ['1.0.0+v1.10.0', '1.0.0+1.9.0'] },
  'upstream-only-with-v': { rules: ['R82'], tags: ['1.0.0+v1.9.0', '1.0.0+v1.10.0'] },
  'upstream-with-underscore': { rules: ['R82'], tags: ['1.0.0+1.2_3', '1.0.0+1.2_10'] },
  'upstream-letters': { rules: ['R82'], tags: ['1.0.0+latest', '1.0.0+1.0.0'] },
  'upstream-of-a-release-candidate': { rules: ['R82'], tags: ['1.0.0+2.0.0-rc1', '1.0.0+2.0.0'] },
  'upstream-with-four-parts': { rules: ['R82'], tags: ['1.0.0+1.2.3.10', '1.0.0+1.2.3.9'] },
  'upstream-a-date': { rules: ['R82'], tags: ['1.0.0+2023-12-01', '1.0.0+2024-01-01'] },
  'upstream-empty': { rules: ['R82'], tags: ['1.0.0+', '1.0.0+1.0.0'] },
  'upstream-with-two-plus': { rules: ['R80', 'R82'], tags: ['1.0.0+1.0.0+2', '1.0.0+1.0.0+10'] },
  'no-upstream-beside-one': { rules: ['R82'], tags: ['1.0.0', '1.0.0+1.0.0'] },
  'no-upstream-but-newer': { rules: ['R81'], tags: ['1.1.0', '1.0.0+9.0.0'] },
  'fewer-parts': { rules: ['R81'], tags: ['1.0+1.0.0', '1.0.0+1.0.0'] },
  'fewer-parts-reversed': { rules: ['R81'], tags: ['1.0.0+1.0.0', '1.0+1.0.0'] },
  'one-part': { rules: ['R81'], tags: ['5+1.0.0', '4.9.9+1.0.0'] },
  'one-part-is-zeroes': { rules: ['R81'], tags: ['5', '5.0.1'] },
  'with-v': { rules: ['R81'], tags: ['v1.10.0+1.0.0', '1.9.0+1.0.0'] },
  'with-and-without-v': { rules: ['R81'], tags: ['v1.0.0+1.0.0', '1.0.0+1.0.0'] },
  'suffix-beside-none': { rules: ['R81'], tags: ['1.0.0-beta+1.0.0', '1.0.0+1.0.0'] },
  'suffix-beside-none-reversed': { rules: ['R81'], tags: ['1.0.0+1.0.0', '1.0.0-beta+1.0.0'] },
  'letters-behind-the-numbers': { rules: ['R80', 'R81'], tags: ['1.0.0rc1', '1.0.0'] },
  'a-v-beside-a-label': { rules: ['R81', 'R82'], tags: ['v1.0.3', '1.0.3+1.0.3'] },
  'upstream-of-a-social-image': { rules: ['R82'], tags: ['2.0.1+1.0.6-social-amd64', '2.0.1+1.0.10-social-amd64'] },
  'upstream-of-a-build': { rules: ['R82'], tags: ['1.0.0+v1.6.870-0', '1.0.0+v1.6.1000-0'] },
  'upstream-of-a-rootless-image': { rules: ['R82'], tags: ['3.5.3+1.24.2-rootless', '3.5.3+1.24.10-rootless'] },
  'suffix-text': { rules: ['R81'], tags: ['1.0.0-beta+1.0.0', '1.0.0-alpha+1.0.0'] },
  'suffix-numbers': { rules: ['R81'], tags: ['1.0.0-rc10+1.0.0', '1.0.0-rc9+1.0.0'] },
  'two-suffixes': { rules: ['R81'], tags: ['1.0.0-rc1-alpine+1.0.0', '1.0.0-rc1+1.0.0'] },
  'leading-zeroes': { rules: ['R81'], tags: ['1.0.010+1.0.0', '1.0.9+1.0.0'] },
  'very-large-number': { rules: ['R81'], tags: ['1.0.99999999999999999999+1.0.0', '1.0.1+1.0.0'] },
  'four-parts': { rules: ['R80', 'R83'], tags: ['1.2.3.4+1.0.0', '1.0.0+1.0.0'] },
  'letters-only': { rules: ['R80', 'R83'], tags: ['stable', '1.0.0+1.0.0'] },
  'like-a-commit': { rules: ['R80', 'R83'], tags: ['1234567', '1.0.0+1.0.0'] },
  'a-year': { rules: ['R80', 'R81'], tags: ['2024', '1.0.0+1.0.0'] },
  'several-versions': { rules: ['R80', 'R83'], tags: ['2.0.0-1.0.0', '1.0.0+1.0.0'] },
  'only-tags-that-are-no-versions': { rules: ['R83'], tags: ['stable', 'latest', 'edge'] },
  'only-commits': { rules: ['R83'], tags: ['abcdef1', '1234567'] },
}

const tagged = (tags: readonly string[]): Step[] => [...recipeWithoutTags, ...tags.flatMap((tag) => release(tag))]

/** Which of two or three tags abra takes for the newest: this is how the order of tagcmp can be confirmed. */
export const tagOrderDeploys: DeployCase[] = deploysOf(
  'tag-order',
  Object.fromEntries(
    Object.entries(lists).map(([name, { rules, tags }]) => [
      name,
      { about: `The newest of ${tags.join(', ')}.`, rules: ['R14', ...rules] as const, checkout: tagged(tags) },
    ]),
  ),
)
