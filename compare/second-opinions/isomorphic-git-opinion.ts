import * as fs from 'node:fs'
import { resolveRef, version } from 'isomorphic-git'
import type { StageAnswer } from '../../src/golden/cases/stage-answer.js'
import { parseScenario } from '../../src/golden/scenario/parse-scenario.js'
import type { Scenario } from '../../src/golden/scenario/scenario.js'
import { withBuiltScenario } from '../../src/golden/scenario/with-built-scenario.js'
import { parseTexts, refuseUnknownKeys } from './parse-texts.js'
import { askPackage, type SecondOpinion } from './second-opinion.js'

interface ResolveRefInput {
  readonly scenario: Scenario
  readonly references: readonly string[]
}

/** What isomorphic-git's resolveRef answers where go-git's ResolveRevision answers something else. @rule L18 */
export const isomorphicGitOpinion: SecondOpinion<ResolveRefInput> = {
  family: 'npm-isomorphic-git',
  build: 'isomorphic-git 1.44.11',
  stages: ['resolveRef'],
  installed: () => `isomorphic-git ${version()}`,
  parseInput({ scenario, references, ...rest }) {
    refuseUnknownKeys(rest)
    return { scenario: parseScenario(scenario), references: parseTexts('references', references) }
  },
  ask({ scenario, references }) {
    return withBuiltScenario(scenario, async ({ dir }) => {
      const stages: Record<string, StageAnswer> = {}
      for (const ref of references) stages[`resolveRef ${ref}`] = await askPackage(() => resolveRef({ fs, dir, ref }))
      return stages
    })
  },
}
