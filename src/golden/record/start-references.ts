import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AbraVersionError } from '../../errors.js'
import { type GoGitProfile, profiles } from '../../git/profile.js'
import type { Libraries } from '../cases/case-kind.js'
import { godotenvRelease } from '../cases/env-kind.js'
import { goGitReleases } from '../cases/go-git-builds.js'
import { ReferenceProcess } from '../cases/reference-process.js'

/** For states in which go-git may hang: each hang costs this much, and go-git needs far less for any answer. */
const COMPARING = '3s'
/** For goldens, none of which hangs: a busy machine must not stop a recording. */
export const RECORDING = '60s'

/**
 * Runs `use` with one set of reference programs for each worker, and ends them afterwards.
 *
 * @param folder the folder that golden/reference/build.sh and compose/build.sh filled
 * @param timeout limit of each request, as Go writes durations
 * @throws GOLDEN_LIBRARY where a program was built with another version of its library; `USAGE` where one cannot be started
 */
export async function withReferences<T>(
  folder: string,
  workers: number,
  use: (sets: readonly Libraries[]) => Promise<T>,
  timeout = COMPARING,
): Promise<T> {
  const programs = new Map(profiles.map((profile) => [profile, join(folder, `reference-${profile}`)] as const))
  const sets = Array.from({ length: workers }, () => {
    const started = [...programs].map(
      ([profile, program]) => [profile, new ReferenceProcess(program, timeout)] as const,
    )
    return { goGit: new Map(started), compose: new ReferenceProcess(join(folder, 'reference-compose'), timeout) }
  })
  try {
    for (const [profile, program] of programs) await checkVersions(profile, program, sets[0])
    return await use(sets)
  } finally {
    for (const { goGit, compose } of sets) for (const one of [...goGit.values(), compose]) one.close()
  }
}

async function checkVersions(profile: GoGitProfile, program: string, set: Libraries | undefined): Promise<void> {
  const answer = await set?.goGit.get(profile)?.ask({ env: '' })
  const found = `go-git ${answer?.goGit}, godotenv ${answer?.godotenv}`
  const wanted = `go-git ${goGitReleases[profile]}, godotenv ${godotenvRelease}`
  if (found === wanted) return
  const advice = 'build it anew with golden/reference/build.sh'
  const data = { program, wanted, found }
  throw new AbraVersionError('GOLDEN_LIBRARY', `${program} was built with ${found}, not ${wanted}`, data, { advice })
}

/**
 * Builds the reference programs below `golden` into a folder of their own while `use` runs.
 *
 * @throws GO_MISSING where there is no Go
 */
export async function withBuiltReferences<T>(golden: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'))
  try {
    for (const script of ['reference/build.sh', 'reference/compose/build.sh']) {
      await promisify(execFile)(join(golden, script), [folder]).catch((error) => {
        throw buildError(error)
      })
    }
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function buildError(error: { code?: unknown; stderr?: string }) {
  const why = (error.stderr ?? '').trim() || String(error)
  if (error.code === 2 || error.code === 'ENOENT') {
    const advice = 'install Go 1.26 or newer, or name a folder of built programs with --programs'
    return new AbraVersionError(
      'GO_MISSING',
      `the reference cannot be built (${why})`,
      { command: 'go' },
      { advice, cause: error },
    )
  }
  const data = { argument: '--reference' }
  return new AbraVersionError('USAGE', `the reference cannot be built: ${why}`, data, {
    advice: 'see golden/reference/README.md',
  })
}
