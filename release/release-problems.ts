import { installedComponents, type Lock, licenceProblems, lockProblems } from './supply-chain.js'

/** What decides whether a release can be packed. */
export interface ReleaseState {
  readonly manifest: {
    readonly version: string
    readonly repository?: unknown
    readonly bugs?: unknown
    readonly homepage?: unknown
  }
  /** The version in package-lock.json, at its top and of its root package. */
  readonly lockVersions: readonly (string | undefined)[]
  readonly lock: Lock
  readonly changelog: string
  /** `git status --porcelain`. */
  readonly changes: string
  readonly tags: readonly string[]
}

interface Section {
  readonly name: string
  readonly date: string
  readonly hasEntries: boolean
}

/**
 * What is in the way of a release, each with what to do about it.
 *
 * @param forRegistry a registry shows where a package comes from, so the addresses must be there
 */
export function releaseProblems(state: ReleaseState, forRegistry: boolean): string[] {
  const { manifest, lockVersions, changes, tags } = state
  const { version } = manifest
  const problems = changelogProblems(parseSections(state.changelog), version)
  if (lockVersions.some((locked) => locked !== version))
    problems.push(`package-lock.json has version ${lockVersions.join(' and ')}: set it to ${version}`)
  problems.push(...lockProblems(state.lock), ...licenceProblems(installedComponents(state.lock)))
  if (tags.includes(`v${version}`))
    problems.push(`the tag v${version} exists, so ${version} is released: set the next version in package.json`)
  if (changes !== '') problems.push(`the worktree has changes, commit or remove them:\n${changes.trimEnd()}`)
  const absent = forRegistry ? (['repository', 'bugs', 'homepage'] as const).filter((field) => !manifest[field]) : []
  if (absent.length > 0)
    problems.push(
      `a registry shows ${absent.join(', ')}: add --repository URL with the public address of the project, or set them in package.json (--no-registry packs without)`,
    )
  return problems
}

function changelogProblems(sections: readonly Section[], version: string): string[] {
  const unreleased = sections.find(({ name }) => name === 'Unreleased')
  const section = sections.find(({ name }) => name === version)
  if (section === undefined)
    return [`CHANGELOG.md has no section for ${version}: rename Unreleased to "[${version}] - YYYY-MM-DD"`]
  const problems: string[] = []
  if (!/^\d{4}-\d{2}-\d{2}$/.test(section.date))
    problems.push(`the section ${version} of CHANGELOG.md has no date: write "## [${version}] - YYYY-MM-DD"`)
  if (!section.hasEntries) problems.push(`the section ${version} of CHANGELOG.md is empty: say what has changed`)
  if (unreleased?.hasEntries === true)
    problems.push(`CHANGELOG.md has entries under Unreleased: move them to the section ${version}`)
  const [newest] = sections.filter(({ name }) => name !== 'Unreleased')
  if (newest !== undefined && newest !== section)
    problems.push(`CHANGELOG.md has ${newest.name} above ${version}: set the version in package.json, or reorder them`)
  return problems
}

function parseSections(changelog: string): Section[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const [title = '', ...lines] = text.split('\n')
      const [, name = title, date = ''] = /^\[([^\]]*)\](?: - (.*))?$/.exec(title.trim()) ?? []
      return { name, date, hasEntries: lines.some((line) => /^[-*] /.test(line)) }
    })
}
