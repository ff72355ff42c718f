import { basename, posix, resolve } from 'node:path'
import { composeFileNames, readComposeFiles } from '../compose/files/compose-files.js'
import { openCheckout, openCommit, type RecipeTree } from '../compose/files/recipe-tree.js'
import { type AbraShExports, parseAbraSh } from '../compose/interpolation/interpolation-environment.js'
import type { ComposeFile } from '../compose/load-compose.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import { resolveRevision } from '../git/revision/resolve-revision.js'
import type { OpenedRepository } from './opened-repository.js'
import { parseSampleEnv, type SampleEnv, sampleFile } from './sample-env.js'

const largestFile = 1 << 20

/** One version of a recipe, open for reading. Files are read once. Call `close` when done. */
export interface OpenedVersion {
  readonly tree: RecipeTree
  readonly sample: SampleEnv
  /** The text of `.env.sample`; undefined without one, and if it cannot be read. */
  readonly sampleText?: string
  readonly exports: AbraShExports
  /** Whether the recipe has an abra.sh. */
  readonly hasAbraSh: boolean
  readonly names: readonly string[]
  /** A text file; undefined without one, `problem` if it cannot be read. */
  readText(path: string): { readonly text: string } | { readonly problem: string } | undefined
  /** @throws COMPOSE_FILE_MISSING COMPOSE_SYNTAX SAFETY_LIMIT and what reading throws */
  composeFile(name: string): ComposeFile
  close(): void
}

/** @throws FILE_UNREADABLE and the codes of opening a commit */
export function openVersion(
  dir: string,
  commit: string | undefined,
  profile: GoGitProfile,
  repository: OpenedRepository,
): OpenedVersion {
  const root = resolve(dir)
  const tree = commit === undefined ? openCheckout(root) : openCommit(root, commit, profile, repository.open())
  const readText: OpenedVersion['readText'] = (path) => {
    try {
      const bytes = tree.read(path, largestFile)
      return bytes === undefined ? undefined : { text: bytes.toString('utf8') }
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
      return { problem: error.message }
    }
  }
  const sample = readText(sampleFile)
  const script = readText('abra.sh')
  const files = new Map<string, ComposeFile>()
  return {
    tree,
    sample:
      sample !== undefined && 'problem' in sample
        ? { ...parseSampleEnv(''), problem: { text: sample.problem } }
        : parseSampleEnv(sample?.text),
    ...(sample !== undefined && 'text' in sample ? { sampleText: sample.text } : {}),
    exports: parseAbraSh(script !== undefined && 'text' in script ? script.text : ''),
    hasAbraSh: script !== undefined,
    names: tree.names(),
    readText,
    composeFile(name) {
      const known = files.get(name)
      if (known !== undefined) return known
      // The name comes from COMPOSE_FILE, so what is said of a path outside of the recipe is said of that.
      composeFileNames(new Map([['COMPOSE_FILE', name]]))
      const [file] = readComposeFiles(tree, [name])
      if (file === undefined) throw new TypeError('one name gives one file')
      files.set(name, file)
      return file
    },
    close: () => tree.close(),
  }
}

/** The path of a file as a finding names it. */
export function inRecipe(tree: RecipeTree, path: string): string {
  return posix.relative(tree.dir, path)
}

/** The recipe's name: of its `.env.sample`, else of its folder. */
export function recipeNameOf({ sample, tree }: Pick<OpenedVersion, 'sample' | 'tree'>): string {
  const named = sample.env.get('RECIPE') ?? sample.env.get('TYPE') ?? ''
  return named.split(':')[0] || basename(tree.dir)
}

/** The commit to check; undefined for the worktree. @throws REVISION_NOT_FOUND REVISION_UNSUPPORTED and the codes of opening the repository */
export async function commitToCheck(dir: string, ref: string | undefined, profile: GoGitProfile) {
  return ref === undefined ? undefined : resolveRevision(dir, ref, { profile })
}

/** @throws COMPOSE_FILE_MISSING for a folder that is no recipe */
export function demandRecipe({ tree, names }: Pick<OpenedVersion, 'tree' | 'names'>): void {
  if (names.some((name) => /^compose.*\.ya?ml$/.test(name))) return
  const { dir, commit } = tree
  const data = { dir, file: 'compose.yml', files: [], ...(commit === undefined ? {} : { commit }) }
  const what = `${dir} is no recipe: it has no compose.yml${commit === undefined ? '' : ` at ${commit.slice(0, 8)}`}`
  throw new AbraVersionError('COMPOSE_FILE_MISSING', what, data, { advice: 'name the checkout of a recipe' })
}
