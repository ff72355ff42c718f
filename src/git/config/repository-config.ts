import { printable } from '../../byte-string/byte-string.js'
import { AbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { unreadable } from '../../file-error/unreadable.js'
import type { ConfinedFolder } from '../files/confined-folder.js'
import type { ProfileTraits } from '../profile.js'
import { isValidReferenceName } from '../refs/reference-name.js'
import { allValues, type GitConfig, GitConfigSyntaxError, lastValue, parseGitConfig, sectionOf } from './git-config.js'

const largestConfig = 16 * 1024 * 1024

/**
 * Reads `.git/config` with the checks that go-git's decoder makes. A missing file is an empty config.
 *
 * @throws GIT_CONFIG_INVALID FILE_UNREADABLE SAFETY_LIMIT
 * @rule L16
 * @mirrors go-git v5.16.2 storage/filesystem/config.go: ConfigStorage.Config
 * @mirrors go-git v5.16.2 config/config.go: Config.Unmarshal
 */
export function readRepositoryConfig(gitDir: ConfinedFolder): GitConfig {
  const path = printable(gitDir.absolute('config'))
  let bytes: Buffer
  try {
    bytes = gitDir.readFile('config', largestConfig)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { sections: new Map() }
    throw unreadable(error, path)
  }
  const config = decodeGitConfig(bytes, path)
  const problem = findProblem(config)
  if (problem !== undefined) throw configInvalid(path, problem)
  return config
}

/** Parsed configs by their bytes, because several profiles and callers share them. */
const decoded = new WeakMap<Buffer, GitConfig>()

/**
 * Parses any git config file, and names the file in the error.
 *
 * @throws GIT_CONFIG_INVALID
 */
export function decodeGitConfig(bytes: Buffer, path: string): GitConfig {
  try {
    const known = decoded.get(bytes)
    if (known !== undefined) return known
    const config = parseGitConfig(bytes)
    decoded.set(bytes, config)
    return config
  } catch (error) {
    if (error instanceof GitConfigSyntaxError) throw configInvalid(path, error.goGit, error.line)
    throw error
  }
}

function configInvalid(path: string, goGit: string, line?: number): AbraVersionError<'GIT_CONFIG_INVALID'> {
  const where = line === undefined ? path : `${path}:${line}`
  return new AbraVersionError(
    'GIT_CONFIG_INVALID',
    `${where}: go-git cannot read this config (${goGit})`,
    { path, ...(line === undefined ? {} : { line }), goGit },
    { advice: 'correct the file; git itself may accept what go-git refuses' },
  )
}

/**
 * What go-git refuses in a well-formed config.
 *
 * @mirrors go-git v5.16.2 config/config.go: Config.unmarshalPack, Config.unmarshalBranches, Config.unmarshalRemotes, RemoteConfig.Validate
 * @mirrors go-git v5.16.2 config/branch.go: Branch.Validate
 */
function findProblem(config: GitConfig): string | undefined {
  const window = lastValue(sectionOf(config, 'pack'), 'window')
  if (window !== '' && !isUint32(window)) return `strconv.ParseUint: parsing "${window}": invalid syntax`
  for (const branch of sectionOf(config, 'branch')?.subsections ?? []) {
    const merge = lastValue(branch, 'merge')
    if (merge !== '' && !merge.startsWith('refs/heads/')) return 'branch config: invalid merge'
    if (!['', 'true', 'interactive', 'false'].includes(lastValue(branch, 'rebase'))) {
      return "branch config: rebase must be one of 'true' or 'interactive'"
    }
    if (!isValidReferenceName(`refs/heads/${branch.name}`)) return 'invalid reference name'
  }
  for (const remote of sectionOf(config, 'remote')?.subsections ?? []) {
    for (const refspec of allValues(remote, 'fetch')) {
      const problem = refspecProblem(refspec)
      if (problem !== undefined) return problem
    }
  }
  return undefined
}

function isUint32(text: string): boolean {
  return /^[0-9]+$/.test(text) && Number(text) <= 0xffffffff
}

/** @mirrors go-git v5.16.2 config/refspec.go: RefSpec.Validate */
function refspecProblem(refspec: string): string | undefined {
  const [source = '', destination, ...more] = refspec.split(':')
  if (destination === undefined || destination === '' || more.length > 0)
    return 'malformed refspec, separators are wrong'
  const wildcards = source.split('*').length - 1
  if (wildcards !== destination.split('*').length - 1 || wildcards > 1) {
    return 'malformed refspec, mismatched number of wildcards'
  }
  return undefined
}

const allowedInVersion0 = new Set(['noop'])
const builtIn = new Set(['noop', 'noop-v1'])

/**
 * From 5.17.0 go-git refuses a repository with an extension that it does not know. 5.17 never reads the format version, so it takes every
 * repository for version 0. (go-git lists the extensions allowed for version 0 in mixed case and compares in lower case, so it allows only noop.)
 *
 * @throws REPOSITORY_UNSUPPORTED
 * @rule L16
 * @mirrors go-git v5.17.2 repository_extensions.go: verifyExtensions, extensions
 * @mirrors go-git v5.19.3 repository_extensions.go: verifyExtensions, extensions
 */
export function verifyExtensions(config: GitConfig, path: string, traits: ProfileTraits): void {
  const names = sectionOf(config, 'extensions')?.options.map((option) => option.key.toLowerCase()) ?? []
  const version1 = traits.readsFormatVersion && lastValue(sectionOf(config, 'core'), 'repositoryformatversion') === '1'
  const unsupported = version1 ? [] : names.filter((name) => !allowedInVersion0.has(name))
  const unknown = names.filter((name) => !builtIn.has(name))
  const goGit =
    unsupported.length > 0
      ? `core.repositoryformatversion does not support extension: ${unsupported.join(', ')}`
      : unknown.length > 0
        ? `unknown extension: ${unknown.join(', ')}`
        : undefined
  if (goGit === undefined) return
  const named = [...new Set([...unsupported, ...unknown])].join(', ')
  throw new AbraVersionError(
    'REPOSITORY_UNSUPPORTED',
    `${path}: go-git does not know the extension ${named}`,
    { path, goGit },
    {
      advice: 'clone the repository again without it (sparse checkouts set worktreeConfig)',
    },
  )
}
