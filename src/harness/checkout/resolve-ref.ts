import { nearestNames } from '../../app/nearest-names.js'
import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { firstFew } from '../../first-few.js'
import { ObjectStore } from '../../git/objects/object-store.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import { resolveRevision } from '../../git/revision/resolve-revision.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import { peelObject } from '../../recipe/facts/peel-object.js'
import { commitOfReference } from '../../recipe/facts/read-named-revision.js'

/** What a text was resolved to. */
export interface TakenRef {
  readonly kind: 'tag' | 'branch' | 'remote-branch' | 'reference' | 'commit' | 'revision'
  /** `refs/tags/0.7.0+3.3.1`, or the text itself for commits and revisions. */
  readonly name: string
}

/** A ref of a recipe as it was resolved: the commit, and which of several references was taken. */
export interface ResolvedRef {
  /** 40 hex digits. */
  readonly commit: string
  readonly taken: TakenRef
  /** Other references of the same name that lead to another commit. */
  readonly passedOver: readonly { readonly name: string; readonly commit: string }[]
}

/** The shortest prefix that git prints. A shorter one is probably a typing error. */
const shortestPrefix = 7
const namesInMessage = 5

/**
 * Resolves a tag, branch, commit or other revision. A tag comes before a branch of the same name (L17). Unlike in go-git, a name comes before a hash
 * prefix, so that a branch `feed` can be tested, and a prefix of several commits is an error. Branches of the remote `origin` count, because a new
 * clone has most branches only there.
 *
 * @param options `shownAs`: the checkout's name in error messages
 * @throws REF_NOT_FOUND, with the nearest tags and branches; USAGE for an empty text; the codes of opening the repository
 * @rule L17 R36
 */
export async function resolveRef(
  dir: string,
  ref: string,
  { profile = defaultProfile, shownAs = dir }: { profile?: GoGitProfile; shownAs?: string } = {},
): Promise<ResolvedRef> {
  if (ref === '' || ref.includes('\0')) throw emptyRef(ref)
  const repository = { ...openRepository(dir, profile), dir: shownAs }
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    return named(repository, store, ref) ?? byHash(repository, store, ref) ?? (await revision(repository, dir, ref))
  } finally {
    store.close()
  }
}

const places = [
  ['tag', 'refs/tags/'],
  ['branch', 'refs/heads/'],
  ['remote-branch', 'refs/remotes/origin/'],
] as const

function named(repository: Repository, store: ObjectStore, ref: string): ResolvedRef | undefined {
  const candidates = ref.startsWith('refs/')
    ? fullNames(ref)
    : places.map(([kind, prefix]) => ({ kind, name: prefix + ref }))
  const found = candidates
    .filter(({ name }) => repository.references.resolve(toByteString(name)) !== undefined)
    .map((taken) => ({ taken, commit: commitOfReference(repository, store, toByteString(taken.name)) }))
  const [first, ...others] = found
  if (first === undefined) return undefined
  const different = others.filter(({ commit }) => commit !== first.commit)
  return { ...first, passedOver: different.map(({ taken, commit }) => ({ name: taken.name, commit })) }
}

/** In a new clone a branch of the origin is only below refs/remotes. */
function fullNames(ref: string): TakenRef[] {
  const branch = ref.startsWith('refs/heads/') ? [`refs/remotes/origin/${ref.slice('refs/heads/'.length)}`] : []
  return [ref, ...branch].map((name) => ({ kind: kindOf(name), name }))
}

function kindOf(name: string): TakenRef['kind'] {
  return places.find(([, prefix]) => name.startsWith(prefix))?.[0] ?? 'reference'
}

function byHash(repository: Repository, store: ObjectStore, ref: string): ResolvedRef | undefined {
  if (!/^[0-9a-f]{1,40}$/i.test(ref)) return undefined
  const hashes = ref.length === 40 ? [ref.toLowerCase()] : store.hashesWithPrefix(ref.toLowerCase())
  const peeled = hashes.map((hash) => peelObject(repository, store, hash))
  const commits = [...new Set(peeled.flatMap((object) => (typeof object === 'object' ? [object.commit] : [])))]
  const [commit, ...others] = commits
  if (commit === undefined) return undefined
  if (ref.length < shortestPrefix)
    throw notFound(repository, ref, `is a prefix of a commit, but has fewer than ${shortestPrefix} digits`)
  if (others.length > 0)
    throw notFound(repository, ref, `is a prefix of ${commits.length} commits: ${commits.sort().join(', ')}`)
  return { commit, taken: { kind: 'commit', name: commit }, passedOver: [] }
}

async function revision(repository: Repository, dir: string, ref: string): Promise<ResolvedRef> {
  try {
    const commit = await resolveRevision(dir, ref, { profile: repository.profile })
    return { commit, taken: { kind: 'revision', name: ref }, passedOver: [] }
  } catch (error) {
    if (!isAbraVersionError(error, 'REVISION_NOT_FOUND')) throw error
    throw notFound(repository, ref, 'is not a tag, branch or commit here', error)
  }
}

function notFound(
  { dir, references }: Repository,
  ref: string,
  reason: string,
  cause?: unknown,
): AbraVersionError<'REF_NOT_FOUND'> {
  const near = (names: Iterable<string>) => nearestNames(ref, [...new Set([...names].map(shownPath))].sort())
  const tags = near(references.below('refs/tags/').keys())
  const remote = [...references.below('refs/remotes/origin/').keys()].filter((name) => name !== 'HEAD')
  const branches = near([...references.below('refs/heads/').keys(), ...remote])
  const there = [shownNames('tag', tags), shownNames('branch', branches)].join(', ')
  return new AbraVersionError(
    'REF_NOT_FOUND',
    `${dir}: ${JSON.stringify(ref)} ${reason} (${there})`,
    { ref, dir, reason, tags, branches },
    { advice: 'name a tag, a branch or a commit of the recipe; fetch it first if it is missing', cause },
  )
}

/** `tags 0.7.0+3.3.1, 0.6.0+3.2.1 and 3 more`. */
function shownNames(kind: 'tag' | 'branch', names: readonly string[]): string {
  if (names.length === 0) return `no ${kind}`
  const many = kind === 'tag' ? 'tags' : 'branches'
  return `${names.length === 1 ? kind : many} ${firstFew(names, namesInMessage)}`
}

function emptyRef(ref: string): AbraVersionError<'USAGE'> {
  const advice = 'name the commit, branch or tag to test'
  return new AbraVersionError(
    'USAGE',
    `${JSON.stringify(ref)} is not a ref`,
    { argument: 'ref', value: ref },
    { advice },
  )
}
