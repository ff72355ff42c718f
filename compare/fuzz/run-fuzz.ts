import { type GoGitProfile, isGoGitProfile, profiles } from '../../src/git/profile.js'
import type { Libraries } from '../../src/golden/cases/case-kind.js'
import { withReferences } from '../../src/golden/record/start-references.js'
import { ComparisonReport } from '../comparison-report.js'
import { programOptions, wholeNumber, wrongOption } from '../program-options.js'
import { fuzzKinds } from './fuzz-kinds.js'
import { saveFoundCase } from './save-found-case.js'

/** How many scenarios are built at once: each spends most of its time waiting for git. */
const AT_ONCE = 4

const values = programOptions({
  /** The folder of the reference programs. */
  reference: { type: 'string' },
  /** How long; or `--count`, how many questions of each kind. */
  seconds: { type: 'string' },
  count: { type: 'string' },
  seed: { type: 'string', default: '1' },
  /** One or more; all by default. */
  profile: { type: 'string', multiple: true, default: [...profiles] },
  kind: { type: 'string', multiple: true, default: fuzzKinds.map(({ name }) => name) },
  /** Keeps each difference as a case below the golden folder. */
  save: { type: 'boolean', default: false },
  golden: { type: 'string', default: 'golden' },
  verbose: { type: 'boolean', default: false },
})

const chosen = values.profile.map((profile): GoGitProfile => {
  if (isGoGitProfile(profile)) return profile
  return wrongOption('profile', profile, `give one of ${profiles.join(', ')}`)
})
const kinds = values.kind.map((name) => {
  const kind = fuzzKinds.find((each) => each.name === name)
  if (kind !== undefined) return kind
  return wrongOption('kind', name, `give one of ${fuzzKinds.map((each) => each.name).join(', ')}`)
})
if (values.reference === undefined) wrongOption('reference', undefined, 'name the folder that build.sh filled')
const count = values.count === undefined ? undefined : wholeNumber('count', values.count)
const until = count === undefined ? performance.now() + wholeNumber('seconds', values.seconds) * 1000 : undefined
const seed = wholeNumber('seed', values.seed)
const report = new ComparisonReport(console.log, values.verbose)
const start = performance.now()

function isTimeUp(): boolean {
  return until !== undefined && performance.now() >= until
}

function isDone(round: number): boolean {
  return count === undefined ? isTimeUp() : kinds.every(({ perRound }) => round * perRound >= count)
}

await withReferences(values.reference, AT_ONCE, async (sets) => {
  const [{ compose }] = sets as [Libraries]
  const pool = sets.map(({ goGit }) => new Map([...goGit].filter(([profile]) => chosen.includes(profile))))
  const found = (one: Parameters<typeof saveFoundCase>[1]) => {
    if (values.save) console.log(`SAVED ${saveFoundCase(values.golden, one)}; record it with golden record --reference`)
  }
  for (let round = 0; !isDone(round); round++) {
    for (const kind of kinds) {
      const left = count === undefined ? kind.perRound : Math.min(kind.perRound, count - round * kind.perRound)
      if (left <= 0 || isTimeUp()) continue
      await kind.run({ seed: seed + round * kind.seedsPerRound, count: left, pool, compose, report, found })
    }
  }
})
console.table(report.tallies())
console.log(`seed ${seed}, ${((performance.now() - start) / 1000).toFixed(1)} s`)
if (report.failed) process.exitCode = 1
