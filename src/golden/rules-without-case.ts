import type { RuleId } from '../rules.js'

/**
 * Library rules that no library case stands for, and why. A rule that gets a case has to leave this list: a test sees to it.
 */
export const rulesWithoutCase: Partial<Record<RuleId, string>> = {
  L31: 'compose-load is not recorded yet',
  L32: 'compose-load is not recorded yet',
  L33: 'compose-load is not recorded yet',
  L34: 'compose-load is not recorded yet',
  L35: 'interpolation is not recorded yet',
  L36: 'compose-merge is not recorded yet',
  L37: 'compose-merge is not recorded yet',
  L38: 'compose-load is not recorded yet',
  L39: 'it compares two releases of docker/cli, and the reference holds one',
  L40: 'conversion is not recorded yet',
  L41: 'conversion is not recorded yet',
  L42: 'what is random cannot be recorded',
  L44: 'a decision of ours that follows from L43; test/recipe/tag-order.test.ts has its pairs',
}
