import { createHash } from 'node:crypto'
import { toByteString } from '../../byte-string/byte-string.js'
import { demandAnyText } from '../../demand-options.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { goGitFailure } from '../go-git-failure.js'
import { type Commit, parseCommit } from '../objects/commit-object.js'
import { MalformedObject, type ObjectType } from '../objects/loose-object.js'
import { ObjectStore } from '../objects/object-store.js'
import { parseTag } from '../objects/tag-object.js'
import { defaultProfile, type GoGitProfile } from '../profile.js'
import { openRepository, type Repository } from '../repository/open-repository.js'
import { demandCheckout } from '../worktree/worktree-options.js'
import { InvalidRevision, parseRevision, type RevisionStep } from './parse-revision.js'

const rules = ['%s', 'refs/%s', 'refs/tags/%s', 'refs/heads/%s', 'refs/remotes/%s', 'refs/remotes/%s/HEAD']

const example = "resolveRevision('recipe', '0.7.0+3.3.1')"

interface FoundCommit extends Commit {
  readonly hash: string
}

/**
 * The commit that a revision names, as go-git's ResolveRevision finds it. It tries prefixes of hashes first, then names. A prefix can be as short
 * as one digit, and go-git does not notice an ambiguous one. A tag wins over a branch of the same name. An annotated tag gives its commit.
 *
 * @param revision a tag, branch, hash or prefix of a hash, or `HEAD`; `^` and `~n` may follow
 * @returns 40 hex digits
 * @throws REVISION_NOT_FOUND REVISION_UNSUPPORTED and what opening the repository throws
 * @rule L17 R36
 * @mirrors go-git v5.16.2 repository.go: Repository.ResolveRevision, Repository.resolveHashPrefix, expand_ref
 * @example
 * ```ts
 * await resolveRevision('recipe', '0.7.0+3.3.1') // 'eb96de9411c4ba4953ea152479d05a90efb044df'
 * await resolveRevision('recipe', 'HEAD~1') // '6647a7b161c48697f47838100bd303e5a81352e0'
 * ```
 */
export async function resolveRevision(
  dir: string,
  revision: string,
  options: { profile?: GoGitProfile } = {},
): Promise<string> {
  demandCheckout(dir, options, example)
  demandAnyText(revision, 'revision', example)
  const repository = openRepository(dir, options.profile ?? defaultProfile)
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    return new Resolver(repository, store, revision).resolve()
  } finally {
    store.close()
  }
}

class Resolver {
  readonly #repository: Repository
  readonly #store: ObjectStore
  readonly #revision: string

  constructor(repository: Repository, store: ObjectStore, revision: string) {
    this.#repository = repository
    this.#store = store
    this.#revision = revision
  }

  resolve(): string {
    let commit: FoundCommit | undefined
    for (const step of this.#parse()) commit = this.#follow(step, commit)
    if (commit === undefined) throw this.#notFound('reference not found')
    return commit.hash
  }

  #parse(): RevisionStep[] {
    try {
      return parseRevision(this.#revision)
    } catch (error) {
      if (error instanceof InvalidRevision) throw this.#notFound(`Revision invalid : ${error.message}`)
      throw error
    }
  }

  #follow(step: RevisionStep, from: FoundCommit | undefined): FoundCommit | undefined {
    if (step.kind === 'ref') return this.#findNamed(toByteString(step.name))
    if (step.kind === 'ignored' || from === undefined) return from
    if (step.kind === 'message') return this.#searchMessages(from, step.pattern, step.negate)
    if (step.kind === 'ancestor') return this.#ancestor(from, step.generations)
    if (step.number === 0) return from
    const first = this.#parent(from, 0)
    return step.number === 1 ? first : this.#parent(from, 1)
  }

  /** The same steps again and again are not taken: a damaged repository can have commits that are their own ancestors. */
  #ancestor(from: FoundCommit, generations: number): FoundCommit {
    let commit = from
    let mark: string | undefined
    let leftAtMark = 0
    let nextMark = 1
    for (let left = generations; left > 0; left--) {
      const [parent] = commit.parents
      if (parent !== undefined && parent === mark) {
        left = ((left - 1) % (leftAtMark - left)) + 1
        mark = undefined
        nextMark = Number.POSITIVE_INFINITY
      } else if (generations - left >= nextMark) {
        mark = parent
        leftAtMark = left
        nextMark *= 2
      }
      commit = this.#parent(commit, 0)
    }
    return commit
  }

  #findNamed(name: string): FoundCommit {
    for (const hash of this.#candidates(name)) {
      const commit = this.#commit(hash)
      if (commit !== undefined) return commit
      const tag = this.#readOrSkip(hash, 'tag', parseTag)
      if (tag === undefined) continue
      if (tag.targetType !== 'commit') throw this.#notFound('unsupported object type')
      return this.#commit(tag.target) ?? this.#fail('object not found')
    }
    throw this.#notFound('reference not found')
  }

  *#candidates(name: string): Generator<string> {
    yield* this.#hashesLike(name)
    for (const rule of rules) {
      const found = this.#ifFound(() => this.#repository.references.resolve(rule.replace('%s', () => name)))
      if (found === undefined) continue
      yield found.hash
      return
    }
  }

  /**
   * go-git compares whole bytes case-insensitively, and an odd last digit only in lower case.
   *
   * @mirrors go-git v5.16.2 repository.go: Repository.resolveHashPrefix, expandPartialHash
   */
  #hashesLike(text: string): string[] {
    if (!/^[0-9a-fA-F]+$/.test(text.slice(0, text.length & ~1) || '0') || text.length > 40) return []
    if (text.length === 40) return [text.toLowerCase()]
    const odd = text.length % 2 === 1
    if (odd && !/^[0-9a-f]+$/.test(text)) return []
    return this.#ifFound(() => this.#store.hashesWithPrefix(text.toLowerCase())) ?? []
  }

  #parent(commit: FoundCommit, number: number): FoundCommit {
    const hash = commit.parents[number]
    // go-git returns the error EOF, with which its walk over the parents ends.
    if (hash === undefined) throw this.#notFound('EOF')
    return this.#commit(hash) ?? this.#fail('object not found')
  }

  #commit(hash: string): FoundCommit | undefined {
    return this.#readOrSkip(hash, 'commit', (content, strict) => ({
      ...parseCommit(content, strict),
      // The hash of the content: go-git computes it instead of using the name under which the object is stored.
      hash: createHash('sha1').update(`commit ${content.length}\0`).update(content).digest('hex'),
    }))
  }

  #readOrSkip<T>(hash: string, type: ObjectType, parse: (content: Buffer, strict: boolean) => T): T | undefined {
    return this.#ifFound(() => {
      const object = this.#store.read(hash, type)
      return object && parse(object.content, this.#repository.traits.strictObjects)
    })
  }

  /** Searches messages along first parents, nearest first. Supports only literal text, because Go's regular expressions differ from JavaScript's. */
  #searchMessages(from: FoundCommit, pattern: string, negate: boolean): FoundCommit {
    if (/[\\^$.|?*+()[\]{}]/.test(pattern)) {
      throw new AbraVersionError(
        'REVISION_UNSUPPORTED',
        `${this.#revision}: searching messages by regular expression is not supported`,
        { revision: this.#revision },
        { advice: 'name the commit' },
      )
    }
    const wanted = toByteString(pattern)
    const seen = new Set<string>()
    const stack = [from]
    for (let commit = stack.pop(); commit !== undefined; commit = stack.pop()) {
      if (seen.has(commit.hash)) continue
      seen.add(commit.hash)
      if (commit.message.includes(wanted) !== negate) return commit
      for (const parent of [...commit.parents].reverse())
        stack.push(this.#commit(parent) ?? this.#fail('object not found'))
    }
    throw this.#notFound(`no commit message match regexp: ${JSON.stringify(pattern)}`)
  }

  /** What go-git swallows while it tries; our own limits are not among it. */
  #ifFound<T>(read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      if (error instanceof MalformedObject || (isAbraVersionError(error) && error.code !== 'SAFETY_LIMIT'))
        return undefined
      throw error
    }
  }

  #fail(goGit: string): never {
    throw this.#notFound(goGit)
  }

  #notFound(goGit: string): AbraVersionError<'REVISION_NOT_FOUND'> {
    const { dir } = this.#repository
    const revision = this.#revision
    return goGitFailure('REVISION_NOT_FOUND', `${dir}: ${JSON.stringify(revision)} does not name a commit`, {
      revision,
      dir,
      goGit,
    })
  }
}
