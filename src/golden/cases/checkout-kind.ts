import { profiles } from '../../git/profile.js'
import { inputError } from '../scenario/input-error.js'
import { parseScenario } from '../scenario/parse-scenario.js'
import { withoutScratchPaths } from '../scenario/scratch-paths.js'
import { withBuiltScenario } from '../scenario/with-built-scenario.js'
import { askPortAboutCheckout } from './ask-port-about-checkout.js'
import type { CaseKind } from './case-kind.js'
import type { CheckoutInput } from './checkout-input.js'
import { goGitBuild } from './go-git-builds.js'
import { judgeCheckout } from './judge-checkout.js'
import { recordCheckout } from './record-checkout.js'
import type { PortStages } from './stage-answer.js'

/** What go-git answers about a checkout. */
export const checkoutKind: CaseKind<CheckoutInput> = {
  recorder: 'reference',
  families: [
    ...['excludes', 'index-forms', 'modes-and-links', 'filters-and-attributes', 'submodules', 'repository-forms'],
    ...['refs-and-revisions', 'found-by-fuzz', 'damaged-deltas'],
  ],
  stages: ['open', 'head', 'tags', 'status', 'revision', 'checkout'],
  builds: profiles.map(goGitBuild),
  parseInput({ scenario, emptyHome = false, revisions = [], checkout, ...rest }) {
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined) throw inputError(unknown, 'is an unknown key', 'remove it')
    if (typeof emptyHome !== 'boolean') throw inputError('emptyHome', 'has the wrong shape', 'give true or false')
    if (!isTexts(revisions)) throw inputError('revisions', 'has the wrong shape', 'give a list of texts')
    if (new Set(revisions).size < revisions.length) throw inputError('revisions', 'repeats itself', 'ask once')
    if (checkout !== undefined && !isReferenceName(checkout))
      throw inputError('checkout', 'has the wrong shape', 'give a full reference name, refs/…')
    return { scenario: parseScenario(scenario), emptyHome, revisions, checkout }
  },
  record: (input, { goGit }) => recordCheckout(input, goGit),
  askPort(input, builds) {
    return withBuiltScenario(input.scenario, async (built) => {
      const answers = new Map<string, PortStages>()
      for (const profile of profiles.filter((each) => builds.includes(goGitBuild(each)))) {
        const stages = await askPortAboutCheckout(input, built, profile)
        answers.set(goGitBuild(profile), withoutScratchPaths(stages, built))
      }
      return answers
    })
  },
  judge: judgeCheckout,
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function isReferenceName(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('refs/')
}
