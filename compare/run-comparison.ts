import { forEachAtOnce } from '../src/for-each-at-once.js'
import { type GoGitProfile, isGoGitProfile, profiles } from '../src/git/profile.js'
import type { Libraries } from '../src/golden/cases/case-kind.js'
import { withReferences } from '../src/golden/record/start-references.js'
import { compareState, type References } from './compare-states.js'
import { ComparisonReport } from './comparison-report.js'
import type { FuzzKind, FuzzRound } from './fuzz/fuzz-kind.js'
import { revisionFuzz } from './fuzz/fuzz-revisions.js'
import { stateFuzz } from './fuzz/fuzz-states.js'
import { configFuzz, envFuzz, fileMatchFuzz, patternFuzz } from './fuzz/fuzz-texts.js'
import { programOptions, wholeNumber, wrongOption } from './program-options.js'
import { type NamedState, stateCatalogue, unprivilegedFamilies } from './states/state-catalogue.js'

/** How many scenarios are built at once: each spends most of its time waiting for git. */
const AT_ONCE = 4

const values = programOptions({
  /** The folder of the reference programs. */
  reference: { type: 'string' },
  /** One or more; all by default. */
  profile: { type: 'string', multiple: true, default: [...profiles] },
  /** `none`, the default; `catalogue`, of which `--family` and `--name` (a part of it) choose; or `random`, `--count` of them. */
  states: { type: 'string' },
  family: { type: 'string' },
  name: { type: 'string' },
  count: { type: 'string', default: '500' },
  seed: { type: 'string', default: '1' },
  /** How many questions of these kinds. */
  patterns: { type: 'string', default: '0' },
  configs: { type: 'string', default: '0' },
  revisions: { type: 'string', default: '0' },
  'env-texts': { type: 'string', default: '0' },
  /** Prints agreements too. */
  verbose: { type: 'boolean', default: false },
})

function chosenProfiles(): GoGitProfile[] {
  return values.profile.map((profile) => {
    if (isGoGitProfile(profile)) return profile
    return wrongOption('profile', profile, `give one of ${profiles.join(', ')}`)
  })
}

async function compareCatalogue(pool: readonly References[]): Promise<void> {
  const { family, name } = values
  const states = stateCatalogue().filter(
    (state) =>
      (process.getuid?.() !== 0 || !unprivilegedFamilies.includes(state.family)) &&
      (family === undefined || family === state.family) &&
      (name === undefined || state.name.includes(name)),
  )
  await forEachAtOnce(states, pool, compareNamed)
}

async function compareNamed({ family, name, scenario }: NamedState, references: References): Promise<void> {
  try {
    for (const comparison of await compareState(scenario, references)) {
      report.count(family, comparison.profile, comparison.verdict)
      report.state(`${family}: ${name}`, scenario, comparison)
    }
  } catch (error) {
    report.trouble(`${family}: ${name}`, error)
  }
}

/** So many questions of one kind, as a fuzz asks them. */
function compareMany(kind: FuzzKind, count: number, programs: Pick<FuzzRound, 'pool' | 'compose'>): Promise<void> {
  const round = { seed: wholeNumber('seed', values.seed), count, ...programs, report, found: () => {} }
  return count === 0 ? Promise.resolve() : kind.run(round)
}

const { reference: folder, states } = values
if (folder === undefined) wrongOption('reference', folder, 'name the folder that golden/reference/build.sh filled')
if (states !== undefined && !['none', 'catalogue', 'random'].includes(states))
  wrongOption('states', states, 'give none, catalogue or random')
const chosen = chosenProfiles()
const start = performance.now()
const report = new ComparisonReport(console.log, values.verbose)
await withReferences(folder, AT_ONCE, async (sets) => {
  const pool = sets.map(({ goGit }) => new Map([...goGit].filter(([profile]) => chosen.includes(profile))))
  const [{ compose }] = sets as [Libraries]
  const programs = { pool, compose }
  if (states === 'catalogue') await compareCatalogue(pool)
  if (states === 'random') await compareMany(stateFuzz, wholeNumber('count', values.count), programs)
  await compareMany(patternFuzz, wholeNumber('patterns', values.patterns), programs)
  await compareMany(fileMatchFuzz, wholeNumber('patterns', values.patterns), programs)
  await compareMany(configFuzz, wholeNumber('configs', values.configs), programs)
  await compareMany(envFuzz, wholeNumber('env-texts', values['env-texts']), programs)
  await compareMany(revisionFuzz, wholeNumber('revisions', values.revisions), programs)
})
console.table(report.tallies())
console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
if (report.failed) process.exitCode = 1
