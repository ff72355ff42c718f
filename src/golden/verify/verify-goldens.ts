import { forEachAtOnce } from '../../for-each-at-once.js'
import { demandVouchedCases } from '../cases/demand-vouched.js'
import { goldenInvalid } from '../cases/golden-json.js'
import { checkManifest, type ManifestFault, readManifest } from '../cases/golden-manifest.js'
import { type KnownDivergence, readKnownDivergences } from '../cases/known-divergences.js'
import type { CaseResult, GoldenSource, GoldenSourceName } from './golden-source.js'
import { binarySource } from './verify-binary.js'
import { librarySource } from './verify-library.js'
import { publishedSource } from './verify-published.js'
import { ruleSource } from './verify-rules.js'

/** Every kind of golden, in the order they are verified. A further one is a line here. */
const sources: readonly GoldenSource[] = [publishedSource, librarySource, ruleSource, binarySource]

/** How many cases are compared at once: most of their time is spent waiting for git. */
const AT_ONCE = 4

export interface VerifyOptions {
  readonly sources?: readonly GoldenSourceName[]
  /** Of any source. */
  readonly family?: string
  /** Called before the first case and after each one. */
  readonly onProgress?: (progress: VerifyProgress) => void
}

/** How far a verification is. */
export interface VerifyProgress {
  readonly done: number
  readonly total: number
  /** Of the case that was compared last, such as `library excludes`. */
  readonly last?: string
}

/** An entry of known-divergences.json that no longer fits. */
export interface StaleDivergence {
  readonly entry: KnownDivergence
  readonly why: 'the case passes now' | 'there is no such case' | 'another stage differs first'
}

export interface GoldenReport {
  /** By source, family and path. */
  readonly results: readonly CaseResult[]
  readonly manifest: readonly ManifestFault[]
  readonly known: readonly KnownDivergence[]
  readonly stale: readonly StaleDivergence[]
  readonly passed: boolean
}

/**
 * Asks the port about every golden case and compares, stage by stage. Needs git, to build the scenarios, but neither Go nor Docker.
 *
 * @throws GOLDEN_INVALID where a golden file cannot be read, or a case from elsewhere holds a step that our recorder does not write: nothing is built then; `USAGE` where there is no git
 */
export async function verifyGoldens(golden: string, options: VerifyOptions = {}): Promise<GoldenReport> {
  const stated = readManifest(golden)
  const manifest = checkManifest(golden, stated)
  const known = readKnownDivergences(golden)
  const cases = chosenSources(options.sources).flatMap((source) => source.readCases(golden, options.family))
  demandVouchedCases(golden, stated, manifest)
  const results = await compareCases(cases, options.onProgress)
  if (results.length === 0)
    throw goldenInvalid('', 'has nothing to compare', 'name another --source or --family, or another --golden folder')
  results.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const whole = options.sources === undefined && options.family === undefined
  const stale = findStale(known, results, whole)
  const unknown = results.some((result) => unknownDifferences(result, known).length > 0)
  return { results, manifest, known, stale, passed: !unknown && manifest.length === 0 && stale.length === 0 }
}

async function compareCases(
  cases: ReturnType<GoldenSource['readCases']>,
  onProgress: VerifyOptions['onProgress'],
): Promise<CaseResult[]> {
  const total = cases.length
  const results: CaseResult[] = []
  onProgress?.({ done: 0, total })
  const workers = Array.from({ length: AT_ONCE }, () => undefined)
  await forEachAtOnce(cases, workers, async (one) => {
    const result = await one()
    results.push(result)
    onProgress?.({ done: results.length, total, last: `${result.source} ${result.family}` })
  })
  return results
}

/** The differences of a case that no entry of known-divergences.json allows. */
export function unknownDifferences({ path, differences }: CaseResult, known: readonly KnownDivergence[]) {
  return differences.filter(
    ({ build, stage }) => !known.some((entry) => entry.case === path && entry.build === build && entry.stage === stage),
  )
}

function chosenSources(names: VerifyOptions['sources']): GoldenSource[] {
  return sources.filter(({ name }) => names?.includes(name) !== false)
}

/** @param whole whether every case was compared, so that an entry of no compared case is stale */
function findStale(known: readonly KnownDivergence[], results: readonly CaseResult[], whole: boolean) {
  return known.flatMap((entry): StaleDivergence[] => {
    const result = results.find(({ path }) => path === entry.case)
    if (result === undefined) return whole ? [{ entry, why: 'there is no such case' }] : []
    const difference = result.differences.find(({ build }) => build === entry.build)
    if (difference === undefined) return [{ entry, why: 'the case passes now' }]
    return difference.stage === entry.stage ? [] : [{ entry, why: 'another stage differs first' }]
  })
}

function keyOf({ source, family, path }: CaseResult): string {
  return `${source}\0${family}\0${path}`
}
