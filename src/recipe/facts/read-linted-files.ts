import { isAbraVersionError } from '../../errors.js'
import { CommitFiles } from '../../git/objects/commit-files.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'

/** The compose files that are read at most. A recipe has fewer than twenty. */
const mostFiles = 60
const largestFile = 1 << 20

/** The files at the top of a recipe that abra's lint reads, at one commit. */
export interface LintedFiles {
  /** 40 hex digits. */
  readonly commit: string
  /** Every `compose*.yml`, in byte order: its text, or why it cannot be read. */
  readonly compose: readonly ({ readonly path: string } & ({ readonly text: string } | { readonly problem: string }))[]
  /** Compose files beyond the limit of 60, which were not read. */
  readonly leftOut: readonly string[]
  readonly hasEnvSample: boolean
  /** The text of `.env.sample`; undefined without such a file, or if it cannot be read. */
  readonly envSample?: string
  readonly hasAbraSh: boolean
}

/** @throws OBJECT_NOT_FOUND OBJECT_INVALID and other codes if the commit cannot be read */
export function readLintedFiles(repository: Repository, store: ObjectStore, commit: string): LintedFiles {
  const files = new CommitFiles(repository.dir, commit, repository.profile, { repository, store })
  const names = files.names()
  const compose = names.filter(isComposeFile)
  const hasEnvSample = names.includes('.env.sample')
  const envSample = hasEnvSample ? readText(files, '.env.sample') : undefined
  return {
    commit,
    compose: compose.slice(0, mostFiles).map((name) => ({ path: shownPath(name), ...readText(files, name) })),
    leftOut: compose.slice(mostFiles).map(shownPath),
    hasEnvSample,
    ...(envSample !== undefined && 'text' in envSample ? { envSample: envSample.text } : {}),
    hasAbraSh: names.includes('abra.sh'),
  }
}

/** abra's lint reads every such file, whatever COMPOSE_FILE says. */
export function isComposeFile(name: string): boolean {
  return name.startsWith('compose') && name.endsWith('.yml')
}

function readText(files: CommitFiles, name: string): { text: string } | { problem: string } {
  try {
    const bytes = files.read(name, largestFile)
    return bytes === undefined ? { problem: 'it is no file' } : { text: bytes.toString('utf8') }
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return { problem: error.message }
  }
}
