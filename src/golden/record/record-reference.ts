import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { InternalError } from '../../errors.js'
import { forEachAtOnce } from '../../for-each-at-once.js'
import type { CaseKind, Libraries } from '../cases/case-kind.js'
import { renderExpected } from '../cases/expected-answers.js'
import { hashGoldenFiles, manifestPath, renderManifest } from '../cases/golden-manifest.js'
import { expectedPath, readLibraryCases } from '../cases/library-case.js'
import { loadRenovate } from './load-renovate.js'
import { withRecordingLock } from './recording-lock.js'
import { RECORDING, withBuiltReferences, withReferences } from './start-references.js'

/** How many scenarios are built at once: each spends most of its time waiting for git. */
const AT_ONCE = 4
/** The temporary folder is made beside what it replaces, so that a rename is enough. */
const MADE_ASIDE = '.recording-'

export interface RecordOptions {
  /** The folder of built reference programs; without it they are built, which needs Go. */
  readonly programs?: string
  /** Where to record; without it into `golden` itself. */
  readonly out?: string
  /** A folder in which Renovate is installed: asks it about its cases, instead of the reference programs about theirs. */
  readonly renovate?: string
  /** Writes nothing, but still says what would change. */
  readonly check?: boolean
}

export interface Recording {
  readonly cases: number
  /** Files below the folder recorded into that were written or changed. */
  readonly changed: readonly string[]
}

/**
 * Asks the reference about every library case that it can answer, or Renovate about the others, and writes each expected.json and the manifest. All of it is made in a temporary folder first
 * and then moved in, so that a recording that stops halfway leaves the goldens as they were. The same cases give the same bytes.
 *
 * @throws GOLDEN_BUSY GOLDEN_INVALID GOLDEN_LIBRARY GO_MISSING, and `USAGE` where a scenario cannot be built
 */
export async function recordReference(golden: string, options: RecordOptions = {}): Promise<Recording> {
  const { programs, renovate, out = golden, check = false } = options
  mkdirSync(out, { recursive: true })
  return withRecordingLock(out, async () => {
    // Left behind by a recording that was killed.
    for (const name of readdirSync(out).filter((name) => name.startsWith(MADE_ASIDE)))
      rmSync(join(out, name), { recursive: true })
    const record = (folder: string) =>
      withReferences(folder, AT_ONCE, (sets) => recordCases(golden, 'reference', sets), RECORDING)
    const recorded = await (renovate !== undefined
      ? recordRenovate(golden, renovate)
      : programs === undefined
        ? withBuiltReferences(golden, record)
        : record(programs))
    const libraries = versionsOf(golden)
    const manifest = renderManifest({ libraries, files: hashGoldenFiles(golden, recorded) })
    const files = new Map([...recorded, [manifestPath, manifest]])
    const changed = [...files].filter(([path, text]) => !holds(join(out, path), text)).map(([path]) => path)
    if (!check) {
      if (out !== golden) copyInputs(golden, out)
      moveIn(out, files, changed)
    }
    return { cases: recorded.size, changed }
  })
}

async function recordRenovate(golden: string, folder: string): Promise<Map<string, string>> {
  const compose = { ask: () => Promise.reject(new InternalError('only Renovate is asked')) }
  return recordCases(golden, 'renovate', [{ goGit: new Map(), compose, renovate: await loadRenovate(folder) }])
}

/** Each expected.json by its path below golden. */
async function recordCases(
  golden: string,
  recorder: CaseKind['recorder'],
  sets: readonly Libraries[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  const cases = readLibraryCases(golden).filter(({ kind }) => kind.recorder === recorder)
  await forEachAtOnce(cases, sets, async (one, libraries) => {
    const answers = await one.kind.record(one.input, libraries)
    const hung = answers.find(({ stages }) => Object.values(stages).some((stage) => 'hang' in stage))
    if (hung !== undefined) throw new InternalError(`no answer to record: ${one.path}, ${JSON.stringify(hung)}`)
    texts.set(expectedPath(one), renderExpected(answers))
  })
  return texts
}

/** Module to the versions that were asked. */
function versionsOf(golden: string): Record<string, string[]> {
  const versions: Record<string, string[]> = {}
  const builds = new Set(readLibraryCases(golden).flatMap(({ kind }) => kind.builds))
  for (const build of [...builds].sort()) {
    const [module = '', version = ''] = build.split(' ')
    versions[module] = [...(versions[module] ?? []), version]
  }
  return versions
}

/** What the manifest of a recording elsewhere speaks of besides the recorded answers. */
function copyInputs(golden: string, out: string): void {
  for (const path of Object.keys(hashGoldenFiles(golden))) {
    if (path.endsWith('/expected.json')) continue
    mkdirSync(dirname(join(out, path)), { recursive: true })
    cpSync(join(golden, path), join(out, path))
  }
}

/** The manifest comes last: what stops in between is then seen by its hashes. */
function moveIn(out: string, files: ReadonlyMap<string, string>, changed: readonly string[]): void {
  const made = mkdtempSync(join(out, MADE_ASIDE))
  try {
    for (const path of changed) {
      mkdirSync(dirname(join(made, path)), { recursive: true })
      writeFileSync(join(made, path), files.get(path) ?? '')
    }
    for (const path of changed) {
      mkdirSync(dirname(join(out, path)), { recursive: true })
      renameSync(join(made, path), join(out, path))
    }
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

function holds(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') === text
}
