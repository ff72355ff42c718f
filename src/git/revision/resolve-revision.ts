import { createHash } from 'node:crypto'
import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { goGitFailure } from '../go-git-failure.js'
import { type Commit, parseCommit } from '../objects/commit-object.js'
import { MalformedObject, type ObjectType } from '../objects/loose-object.js'
import { ObjectStore } from '../objects/object-store.js'
import { parseTag } from '../objects/tag-object.js'
import { defaultProfile, type GoGitProfile } from '../profile.js'
import { openRepository, type Repository } from '../repository/open-repository.js'
import { InvalidRevision, parseRevision, type RevisionStep } from './parse-revision.js'

const rules = ['%s', 'refs/%s', 'refs/tags/%s', 'refs/heads/%s', 'refs/remotes/%s', 'refs/remotes/%s/HEAD']

interface FoundCommit extends Commit {
  readonly hash: string
}

/**
 * The commit a text names, as go-git's ResolveRevision finds it: prefixes of hashes come before names, of any length from one digit, and an
 * ambiguous one is not noticed; of names a tag comes before a branch; an annotated tag gives its commit.
 *
 * @param revision a tag, branch, hash or prefix of one, `HEAD`, with `^`, `~n`
 * @returns 40 hex digits
 * @throws REVISION_NOT_FOUND REVISION_UNSUPPORTED and what opening the repository throws
 * @rule L17 R36
 */
export async function resolveRevision(
  dir: string,
  revision: string,
  options: { profile?: GoGitProfile } = {},
): Promise<string> {
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
    if (step.kind === 'ancestor') {
      let commit = from
      for (let i = 0; i < step.generations; i++) commit = this.#parent(commit, 0)
      return commit
    }
    if (step.number === 0) return from
    const first = this.#parent(from, 0)
    return step.number === 1 ? first : this.#parent(from, 1)
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

  /** Whole bytes are compared in any case, an odd last digit only in lower case. */
  #hashesLike(text: string): string[] {
    if (!/^[0-9a-fA-F]+$/.test(text.slice(0, text.length & ~1) || '0') || text.length > 40) return []
    if (text.length === 40) return [text.toLowerCase()]
    const odd = text.length % 2 === 1
    if (odd && !/^[0-9a-f]+$/.test(text)) return []
    return this.#ifFound(() => this.#store.hashesWithPrefix(text.toLowerCase())) ?? []
  }

  #parent(commit: FoundCommit, number: number): FoundCommit {
    const hash = commit.parents[number]
    // go-git ends its walk over the parents with the error EOF, which it passes on.
    if (hash === undefined) throw this.#notFound('EOF')
    return this.#commit(hash) ?? this.#fail('object not found')
  }

  #commit(hash: string): FoundCommit | undefined {
    return this.#readOrSkip(hash, 'commit', (content, strict) => ({
      ...parseCommit(content, strict),
      // The hash of what is stored, not the name it is stored under.
      hash: createHash('sha1').update(`commit ${content.length}\0`).update(content).digest('hex'),
    }))
  }

  #readOrSkip<T>(hash: string, type: ObjectType, parse: (content: Buffer, strict: boolean) => T): T | undefined {
    return this.#ifFound(() => {
      const object = this.#store.read(hash, type)
      return object && parse(object.content, this.#repository.traits.strictObjects)
    })
  }

  /** Nearest first along first parents. Only plain text is searched for: Go's regular expressions are not JavaScript's. */
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
    return goGitFailure('REVISION_NOT_FOUND', `${dir}: ${JSON.stringify(revision)} names no commit`, {
      revision,
      dir,
      goGit,
    })
  }
}
