import type { RuleId } from '../../src/rules.js'

/**
 * Library rules that no library case stands for, and why. A rule that gets a case has to leave this list: a test sees to it.
 */
export const rulesWithoutCase: Partial<Record<RuleId, string>> = {
  L39: 'it compares two releases of docker/cli, and the reference holds one; the errors of compose-load have the words of 28.5.2',
  L44: 'a decision of ours that follows from L43; test/recipe/tags/tag-order.test.ts has its pairs',
}
