import type { GoGitProfile } from '../src/git/profile.js'
import { askPortAboutCheckout } from '../src/golden/cases/ask-port-about-checkout.js'
import { goGitBuild } from '../src/golden/cases/go-git-builds.js'
import { judgeCheckout } from '../src/golden/cases/judge-checkout.js'
import { recordCheckout } from '../src/golden/cases/record-checkout.js'
import type { Reference } from '../src/golden/cases/reference-process.js'
import type { PortStages, Stages } from '../src/golden/cases/stage-answer.js'
import type { Scenario } from '../src/golden/scenario/scenario.js'
import { withoutScratchPaths } from '../src/golden/scenario/scratch-paths.js'

export interface StateComparison {
  profile: GoGitProfile
  /** `safety`: the port kept to a limit of its own, or failed where go-git hangs; listed, but no difference. */
  verdict: 'agree' | 'safety' | 'differ'
  reference: Stages
  port: PortStages
  /** The first stage that differs. */
  stage?: string
  /** What differs where the answers themselves do not. */
  note?: string
}

export type References = ReadonlyMap<GoGitProfile, Reference>

/**
 * Builds a scenario and asks both sides about it, once for each reference, as a recording and a verification of it as a golden would. The port
 * is asked first, because it writes nothing, which cannot be said of go-git.
 *
 * @throws `USAGE` where the scenario cannot be built or the reference cannot be started
 */
export async function compareState(scenario: Scenario, references: References): Promise<StateComparison[]> {
  const input = { scenario, emptyHome: false, revisions: [], checkout: undefined }
  const port = new Map<string, PortStages>()
  const recorded = await recordCheckout(input, references, async (built, profile) => {
    const stages = await askPortAboutCheckout(input, built, profile)
    port.set(goGitBuild(profile), withoutScratchPaths(stages, built))
  })
  const judged = judgeCheckout(recorded, port)
  return [...references.keys()].map((profile): StateComparison => {
    const build = goGitBuild(profile)
    const reference = recorded.find((answer) => answer.build === build)?.stages ?? {}
    const own = judged.filter((one) => one.build === build)
    const first = own.find(({ verdict }) => verdict === 'differ')
    const declined = own.some(({ verdict }) => verdict === 'declined')
    const comparison = { profile, reference, port: port.get(build) ?? {} }
    if (first === undefined) return { ...comparison, verdict: declined ? 'safety' : 'agree' }
    const { stage, note } = first
    return { ...comparison, verdict: 'differ', stage, ...(note === undefined ? {} : { note }) }
  })
}
