import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { isRecipeVersion, parseRecipeVersion } from '../tags/parse-recipe-version.js'
import { openReleaseHistory } from './release-history.js'
import { notesBetween, type ReleaseNote } from './release-notes.js'

/** Two versions of an app: releases, or commits, with or without `+U`. */
export interface VersionChange {
  readonly deployed: string
  readonly chosen: string
}

/**
 * The release notes of a recipe that an operator has to read before an upgrade: `release/<version>` (or `releaseNotes/<version>`) of each release after
 * the deployed one, up to the chosen one, as the chosen commit holds them. Of a commit the newest release counts that it contains; a chosen commit
 * has every note that it holds. Reads only objects and references.
 *
 * @param dir the recipe's clone
 * @returns oldest first; undefined if the clone does not have one of the two, or the deployed one contains no release
 * @throws every code of openRepository; SAFETY_LIMIT
 * @rule R58
 * @example
 * ```ts
 * const notes = await readReleaseNotes('recipe', { deployed: '0.6.0+3.2.1', chosen: '7ae7b0f7' })
 * notes?.map(({ path }) => path) // ['release/0.8.0+3.4.0']
 * ```
 */
export async function readReleaseNotes(
  dir: string,
  { deployed, chosen }: VersionChange,
  options: WorktreeOptions = {},
): Promise<ReleaseNote[] | undefined> {
  const history = openReleaseHistory(dir, options)
  try {
    const from = isRelease(deployed) ? deployed : (await history.positionOf(clean(deployed)))?.contains
    const notes = from === undefined ? undefined : await history.notesAt(clean(chosen))
    if (from === undefined || notes === undefined) return undefined
    return notesBetween(notes, from, isRelease(chosen) ? chosen : undefined)
  } finally {
    history.close()
  }
}

function isRelease(version: string): boolean {
  return isRecipeVersion(parseRecipeVersion(version))
}

function clean(version: string): string {
  return version.replace(/\+U$/, '')
}
