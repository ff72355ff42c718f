import { readdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AbraVersionError } from '../errors.js'
import type { References } from '../git/refs/references.js'
import { type GitTransferOptions, transferOptions } from './clone-repository.js'
import { demandGuardedGit } from './demand-guarded-git.js'
import { maskCredentials, parseGitSource } from './git-source.js'
import { localNameOf, parseRefspec, type Refspec } from './refspec.js'
import { refuseOwnFolder } from './refuse-own-folder.js'
import { type RunGitOptions, runGit } from './run-git.js'
import { withScratchFolder } from './scratch-folder.js'
import { WritableFolder } from './writable-folder.js'

/** A reference that a fetch moved. */
export interface MovedReference {
  readonly name: string
  readonly before: string | undefined
  readonly after: string
}

export interface FetchOptions extends GitTransferOptions {
  /** The folder to which a relative path in `source` refers. Default: the parent of the git folder. */
  readonly base?: string
  /** Called with what the source offers of the references, by local name. */
  readonly onOffered?: (offered: ReadonlyMap<string, string>) => void
  /** Whether the source was found in the checkout's own config. Then a path needs a git that checks whose repository it serves from. */
  readonly isUntrusted?: boolean
}

/**
 * Fetches references into a repository whose config is not trusted. git runs in a new repository inside the git folder, and this function moves the
 * fetched objects and references over. Existing references are moved, never deleted. If all are up to date, nothing is transferred.
 *
 * @param gitDir the `.git` folder; no link below it is followed
 * @param references the present references of that folder
 * @param refspecs `refs/tags/*:refs/tags/*`, or `refs/tags/*` for the same name on both sides
 * @returns the references that moved, sorted by name
 * @throws GIT_SOURCE_REFUSED GIT_MISSING GIT_FAILED CHECKOUT_UNSAFE
 */
export async function fetchInto(
  gitDir: string,
  references: References,
  source: string,
  refspecs: readonly string[],
  options: FetchOptions = {},
): Promise<MovedReference[]> {
  const parsedSource = parseGitSource(source, options.base ?? join(gitDir, '..'))
  const { url, isSsh, path } = parsedSource
  refuseOwnFolder(parsedSource, source, dirname(gitDir))
  const parsed = refspecs.map(parseRefspec)
  const folder = new WritableFolder(Buffer.from(gitDir).toString('latin1'), '')
  folder.checkFolder('objects/pack')
  const ceiling = await realpath(gitDir)
  return withScratchFolder(ceiling, 'fetch-', async (scratch) => {
    const run: RunGitOptions = { cwd: scratch, ceiling, ...transferOptions(options, isSsh) }
    if (options.isUntrusted === true && path !== undefined) await demandGuardedGit(source, run)
    await runGit(['init', '--quiet', '--bare', '--template=', '.'], run)
    const offered = readListing(await runGit(['--git-dir=.', 'ls-remote', '--refs', '--', url], run), parsed)
    options.onOffered?.(offered)
    if (movesOf(offered, references).length === 0) return []
    const args = [
      '--git-dir=.',
      'fetch',
      '--progress',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
    ]
    await runGit([...args, '--', url, ...parsed.map(({ from, to }) => `+${from}:${to}`)], run)
    const listed = await runGit(['--git-dir=.', 'for-each-ref', '--format=%(objectname)%09%(refname)'], run)
    const fetched = readListing(listed)
    const refused = [...offered.keys()].filter((name) => !fetched.has(name))
    if (refused.length > 0) throw notTaken(url, refused)
    await movePacks(folder, scratch)
    const moved = movesOf(fetched, references)
    for (const { name, after } of moved) folder.writeReference(name, after)
    return moved
  })
}

/** Parses lines of `HASH<TAB>NAME`, by the local name of each reference. */
function readListing(bytes: Buffer, refspecs?: readonly Refspec[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const line of bytes.toString('latin1').split('\n')) {
    const [hash = '', name = ''] = line.split('\t')
    const targets = refspecs === undefined ? [name] : refspecs.map((refspec) => localNameOf(refspec, name))
    for (const target of targets) if (target !== undefined && target !== '') names.set(target, hash)
  }
  return names
}

function movesOf(wanted: ReadonlyMap<string, string>, references: References): MovedReference[] {
  return [...wanted].sort().flatMap(([name, after]) => {
    const here = references.read(name)
    const before = here !== undefined && 'hash' in here ? here.hash : undefined
    return before === after ? [] : [{ name, before, after }]
  })
}

/** From a shallow source git fetches only references with a complete history, and reports success. */
function notTaken(url: string, names: readonly string[]): AbraVersionError<'GIT_FAILED'> {
  const stderr = `the source is shallow, or has lost them: ${names.join(', ')}`
  const args = ['fetch', maskCredentials(url)]
  return new AbraVersionError(
    'GIT_FAILED',
    `git ${args.join(' ')} did not fetch all references: ${stderr}`,
    { arguments: args, exitCode: 0, stderr },
    { advice: 'run git fetch --unshallow in the source repository' },
  )
}

/** Moves the index of a pack after the pack, so that the objects it names exist. */
async function movePacks(folder: WritableFolder, scratch: string): Promise<void> {
  const from = join(scratch, 'objects', 'pack')
  const names = (await readdir(from)).filter((name) => /^pack-[0-9a-f]+\.(?:pack|idx)$/.test(name))
  const order = (name: string) => (name.endsWith('.pack') ? 0 : 1)
  for (const name of names.sort((a, b) => order(a) - order(b))) folder.moveIn(join(from, name), `objects/pack/${name}`)
}
