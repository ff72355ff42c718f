import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BuildAnswer } from '../../src/golden/cases/case-kind.js'
import { parseExpected } from '../../src/golden/cases/expected-answers.js'
import type { SecondOpinion } from './second-opinion.js'
import { secondOpinions } from './second-opinions.js'

/** One folder `compare/second-opinions/cases/<family>/<name>`. */
export interface OpinionCase {
  readonly opinion: SecondOpinion
  /** Of the case's folder, below the repository's root. */
  readonly path: string
  /** What is asked, in one sentence. */
  readonly about: string
  readonly rules: readonly string[]
  readonly input: unknown
}

const FOLDER = 'compare/second-opinions/cases'

/**
 * The cases by family and name.
 *
 * @param root the repository's root
 * @throws `USAGE` where an input.json has an unknown key or one of the wrong shape
 */
export function readOpinionCases(root: string): OpinionCase[] {
  return secondOpinions.flatMap((opinion) => {
    const family = `${FOLDER}/${opinion.family}`
    return readdirSync(join(root, family))
      .sort()
      .map((name) => {
        const path = `${family}/${name}`
        const { about, rules, ...keys } = readJson(root, `${path}/input.json`)
        return { opinion, path, about: String(about), rules: rules as string[], input: opinion.parseInput(keys) }
      })
  })
}

/** What was recorded for a case. @throws `USAGE` where it is malformed or from another version of the package */
export function readRecordedOpinion(root: string, { path, opinion }: OpinionCase): BuildAnswer | undefined {
  const { build, stages } = opinion
  return parseExpected(readJson(root, `${path}/expected.json`), { builds: [build], stages })[0]
}

function readJson(root: string, path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}
