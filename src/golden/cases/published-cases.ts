import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Scenario } from '../scenario/scenario.js'
import type { GivenDeploy } from './given-deploy.js'

/** Which part of this project a case can be checked with; `context` shapes texts and documentation only. */
type CaseNeeds = 'chaos-version' | 'predict' | 'stamp' | 'swarm' | 'context'

/** What a public page says a real abra did. `expected` holds the published words and values, nothing more. */
export interface PublishedCase {
  id: string
  needs: CaseNeeds
  given: {
    situation: string
    /** For `needs: chaos-version`. */
    checkouts?: Record<string, Scenario>
    /** For `needs: predict`. */
    deploys?: Record<string, GivenDeploy>
    /** For labels and the app's file: `needs: stamp`, and what of a case waits for it. */
    stamps?: Record<string, GivenDeploy>
    recipe?: string
  }
  expected: { words?: string[]; labels?: Record<string, string>; headAfterwards?: string } & Record<string, unknown>
  /** What of `expected` cannot be checked yet, and what it waits for. */
  waits?: Record<string, CaseNeeds>
  source: { page: string; address?: string }[]
  provenance: { kind: 'published'; of: string; confidence: 'high' | 'medium'; repository?: string }
}

/** The published cases below a `golden` folder, by id. Bundles they name lie in that folder too. */
export function readPublishedCases(golden: string): PublishedCase[] {
  const folder = join(golden, 'published')
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const cases = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as PublishedCase)
  for (const { given } of cases) {
    const deploys = [given.deploys, given.stamps]
      .flatMap((these) => Object.values(these ?? {}))
      .map(({ checkout }) => checkout)
    for (const { repository } of [...Object.values(given.checkouts ?? {}), ...deploys]) {
      if (typeof repository === 'object') repository.bundle = resolve(golden, repository.bundle)
    }
  }
  return cases.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))
}
