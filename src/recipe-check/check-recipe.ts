import { defined } from '../defined.js'
import { demandOptions } from '../demand-options.js'
import { defaultProfile } from '../git/profile.js'
import type { WorktreeOptions } from '../git/worktree/worktree-options.js'
import { checkBinds } from './check-binds.js'
import { checkChangedObjects } from './check-changed-objects.js'
import { checkCombinations } from './check-combinations.js'
import { checkEnvSample, checkVariables } from './check-env-sample.js'
import { checkHealthchecks } from './check-healthchecks.js'
import { checkKeys } from './check-keys.js'
import { checkLint } from './check-lint.js'
import { checkModes } from './check-modes.js'
import { checkNames } from './check-names.js'
import { checkReleaseNotes } from './check-release-notes.js'
import { checkDropped, checkTexts } from './check-surprises.js'
import { checkTemplates } from './check-templates.js'
import { checkVersion } from './check-version.js'
import { type ComposeChoices, composeChoices } from './compose-choices.js'
import { parsedFiles } from './compose-texts.js'
import { CombinationLoader, type LoadedCombination } from './load-combination.js'
import { commitToCheck, demandRecipe, type OpenedVersion, openVersion, recipeNameOf } from './open-version.js'
import { OpenedRepository } from './opened-repository.js'
import { overlayCombinations } from './overlay-combinations.js'
import { readReleases } from './read-releases.js'
import type { RecipeFinding, RecipeSeverity } from './recipe-finding.js'

/** Which checkout to check, and at which version. */
export interface CheckRecipeOptions extends WorktreeOptions {
  /** The recipe's checkout. */
  readonly dir: string
  /** Check this tag, branch or commit, from git's objects. Default: the worktree, with what is not committed. */
  readonly ref?: string
}

/** What is wrong with a version of a recipe. */
export interface RecipeCheck {
  /** The recipe's name: of its `.env.sample`, else of its folder. */
  readonly recipe: string
  readonly dir: string
  /** The checked commit, 40 hex digits; undefined for the worktree. */
  readonly commit?: string
  /** The newest release before the checked version. */
  readonly lastRelease?: string
  /** Errors first; below that by file and line. */
  readonly findings: readonly RecipeFinding[]
  /** Combinations of compose files that were loaded and converted, and how many were left out. */
  readonly combinations: { readonly tried: number; readonly leftOut: number }
}

/**
 * Checks a recipe before a release. Reads the checkout only: nothing in it is executed, no Docker and no network is asked.
 *
 * @throws COMPOSE_FILE_MISSING for a folder that is no recipe; FILE_UNREADABLE; REVISION_NOT_FOUND for a `ref` that does not exist; SAFETY_LIMIT
 * @example
 * ```ts
 * const { findings, lastRelease } = await checkRecipe({ dir: 'recipe' })
 * lastRelease // '0.7.0+3.3.1'
 * findings[0].kind // 'lightweight-tags'
 * findings[0].severity // 'error'
 * ```
 */
export async function checkRecipe(options: CheckRecipeOptions): Promise<RecipeCheck> {
  demandOptions(options, "checkRecipe({ dir: 'recipe' })")
  const { dir, ref, profile = defaultProfile } = options
  const commit = await commitToCheck(dir, ref, profile)
  const repository = new OpenedRepository(dir, profile)
  try {
    return checkVersionOf(openVersion(dir, commit, profile, repository), repository, options)
  } finally {
    repository.close()
  }
}

function checkVersionOf(
  version: OpenedVersion,
  repository: OpenedRepository,
  options: CheckRecipeOptions,
): RecipeCheck {
  const { dir, profile = defaultProfile } = options
  const { commit } = version.tree
  try {
    demandRecipe(version)
    const releases = readReleases(dir, commit, options, repository)
    const loader = new CombinationLoader(version)
    const choices = composeChoices(version.sample, version.names)
    const lint = checkLint(version, releases)
    const combined = checkCombinations(version, overlayCombinations(choices), loader, lint)
    const unreadable = new Set(lint.flatMap(({ kind, file }) => (kind === 'compose-file-unreadable' ? [file] : [])))
    const label = checkVersion(version, releases)
    // Without its variables every file of the recipe would look wrong.
    const ofSample =
      version.sample.problem === undefined
        ? [
            ...combined.findings.filter(({ kind, file }) => kind !== 'compose-unloadable' || !unreadable.has(file)),
            ...checkLoaded(version, choices, combined.singles, loader),
            ...checkChangedObjects(version, releases, profile, repository),
          ]
        : []
    const found = [
      ...lint,
      ...ofSample,
      ...label.findings,
      ...checkReleaseNotes(version, label.version, releases),
      ...checkEnvSample(version),
    ]
    return {
      recipe: recipeNameOf(version),
      dir,
      ...defined({ commit, lastRelease: releases.last?.tag }),
      findings: inOrder(found),
      combinations: { tried: combined.tried, leftOut: combined.leftOut },
    }
  } finally {
    version.close()
  }
}

/** What needs the loaded files, or their texts. */
function checkLoaded(
  version: OpenedVersion,
  { bases, additions }: ComposeChoices,
  singles: readonly LoadedCombination[],
  loader: CombinationLoader,
): RecipeFinding[] {
  const files = parsedFiles(
    version,
    [...bases, ...additions].flatMap((choice) => choice.files),
  )
  const names = checkNames(version, singles, loader)
  const ofNames = new Set(names.flatMap(({ variable }) => (variable === undefined ? [] : [variable.name])))
  return [
    ...names,
    ...checkVariables(version, files, ofNames),
    ...checkTemplates(version, singles),
    ...checkTexts(version, files),
    ...checkKeys(files),
    ...checkBinds(version, singles),
    ...checkDropped(version, singles, loader),
    ...checkHealthchecks(files, singles),
    ...checkModes(files),
  ]
}

const ranks: Readonly<Record<RecipeSeverity, number>> = { error: 0, warning: 1, note: 2 }

function inOrder(findings: readonly RecipeFinding[]): RecipeFinding[] {
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0)
  return findings.toSorted(
    (left, right) =>
      ranks[left.severity] - ranks[right.severity] ||
      compare(left.file ?? '', right.file ?? '') ||
      (left.line ?? 0) - (right.line ?? 0),
  )
}
