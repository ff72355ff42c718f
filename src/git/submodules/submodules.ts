import { printable } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import { isAbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { unreadable } from '../../file-error/unreadable.js'
import { type ConfigSubsection, lastValue, sectionOf } from '../config/git-config.js'
import { decodeGitConfig, readRepositoryConfig } from '../config/repository-config.js'
import { goGitFailure } from '../go-git-failure.js'
import type { IndexEntry } from '../index/index-entry.js'
import type { ProfileTraits } from '../profile.js'
import { zeroHash } from '../refs/references.js'
import type { Repository } from '../repository/open-repository.js'
import { isDisguisedParent } from '../worktree/path-disguise.js'
import { readModuleHead } from './read-module-head.js'

export interface Submodules {
  /** Submodule path to commit. */
  readonly commits: ReadonlyMap<string, string>
  /** Folders of submodules that were never cloned. go-git creates them before it reads the worktree. */
  readonly created: readonly string[]
}

const largestModulesFile = 16 * 1024 * 1024

/**
 * The folders that go-git takes for submodules, and the commit of each. These are the folders that `.gitmodules` names, whether or not the index
 * has a submodule there. The commit is HEAD of `.git/modules/<name>` if the submodule was initialised, else the one in the index.
 *
 * @param findEntry the first entry of this name in the index
 * @throws SUBMODULES_INVALID GIT_CONFIG_INVALID REPOSITORY_UNSUPPORTED REFERENCE_INVALID FILE_UNREADABLE SAFETY_LIMIT
 * @rule L09
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.getSubmodulesStatus
 * @mirrors go-git v5.16.2 worktree.go: Worktree.Submodules, Worktree.newSubmodule
 * @mirrors go-git v5.16.2 submodule.go: Submodules.Status
 */
export function readSubmodules(
  repository: Repository,
  findEntry: (name: string) => IndexEntry | undefined,
): Submodules {
  const { traits, gitDir } = repository
  const modules = readModulesFile(repository)
  const commits = new Map<string, string>()
  const created: string[] = []
  if (modules === undefined) return { commits, created }
  const sections = usable(sectionOf(readRepositoryConfig(gitDir), 'submodule')?.subsections ?? [], traits)
  const configured = new Map(sections.map((section) => [section.name, section]))
  for (const module of usable(modules, traits)) {
    const path = lastValue(module, 'path')
    const expected = findEntry(path)?.hash ?? zeroHash
    const section = configured.get(module.name)
    const head = section && readModuleHead(repository, module.name, path, lastValue(section, 'url'))
    if (head === 'never cloned') created.push(joinPath('', path).replace(/^\/+/, ''))
    const current = head === 'never cloned' ? undefined : head
    commits.set(path, current === undefined || current === zeroHash ? expected : current)
  }
  return { commits, created }
}

/** @mirrors go-git v5.16.2 worktree.go: Worktree.readGitmodulesFile, Worktree.isSymlink */
function readModulesFile(repository: Repository): readonly ConfigSubsection[] | undefined {
  const { worktree } = repository
  const path = printable(worktree.absolute('.gitmodules'))
  const invalid = (goGit: string, line?: number) =>
    goGitFailure('SUBMODULES_INVALID', `${path}${line === undefined ? '' : `:${line}`}: go-git refuses this file`, {
      path,
      ...(line === undefined ? {} : { line }),
      goGit,
    })
  let bytes: Buffer
  try {
    if (worktree.lstat('.gitmodules').isSymbolicLink()) throw invalid('.gitmodules is a symlink')
    bytes = worktree.readFile('.gitmodules', largestModulesFile)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw unreadable(error, path)
  }
  try {
    return sectionOf(decodeGitConfig(bytes, path), 'submodule')?.subsections ?? []
  } catch (error) {
    if (isAbraVersionError(error, 'GIT_CONFIG_INVALID')) throw invalid(error.data.goGit, error.data.line)
    throw error
  }
}

/**
 * go-git silently drops sections whose path has a `..` part, and from 5.19 also those with a suspicious name.
 *
 * @mirrors go-git v5.16.2 config/modules.go: Modules.Unmarshal, Submodule.Validate
 * @mirrors go-git v5.19.3 config/modules.go: Submodule.Validate, validSubmoduleName
 */
function usable(sections: readonly ConfigSubsection[], traits: ProfileTraits): ConfigSubsection[] {
  return sections.filter((section) => {
    if (traits.strictObjects && isSuspiciousName(section.name)) return false
    const path = lastValue(section, 'path')
    const url = lastValue(section, 'url')
    return path === '' || url === '' || !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path)
  })
}

function isSuspiciousName(name: string): boolean {
  if (name === '' || name === '.' || name.includes('\0') || name.charAt(1) === ':') return true
  return /^[/\\]|[/\\]$/.test(name) || name.split(/[/\\]/).some(isDisguisedParent)
}
