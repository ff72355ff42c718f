import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { AbraVersionError } from '../../errors.js'
import { inputError } from '../scenario/input-error.js'
import { parseScenario } from '../scenario/parse-scenario.js'
import type { Scenario } from '../scenario/scenario.js'
import { withBuiltScenario } from '../scenario/with-built-scenario.js'
import type { CaseKind } from './case-kind.js'
import type { StageAnswer } from './stage-answer.js'

/**
 * Kinds whose library is an npm package that some rules speak of, and that this package depends on: recorded from that package, and verified
 * against the one that is installed, so that a rule about it does not age unseen.
 */
const semverBuild = 'semver 7.8.6'
const isomorphicGitBuild = 'isomorphic-git 1.44.11'

/** How npm's semver compares versions that recipes have as tags. @rule L43 */
export const semverKind: CaseKind<{ tags: readonly string[] }> = {
  families: ['npm-semver'],
  stages: ['valid', 'compare', 'compareBuild', 'rsort'],
  builds: [semverBuild],
  parseInput({ tags, ...rest }) {
    refuseUnknown(rest)
    if (!isTexts(tags) || tags.length === 0) throw inputError('tags', 'has the wrong shape', 'give a list of texts')
    return { tags }
  },
  async record(input) {
    const manifest = createRequire(import.meta.url)('semver/package.json') as { version: string }
    checkVersion(`semver ${manifest.version}`, semverBuild)
    return [{ build: semverBuild, stages: await askSemver(input.tags) }]
  },
  async askPort({ tags }) {
    return new Map([[semverBuild, withFailures(await askSemver(tags))]])
  },
}

/** What isomorphic-git's resolveRef answers where go-git's ResolveRevision is another thing. @rule L18 */
export const isomorphicGitKind: CaseKind<{ scenario: Scenario; references: readonly string[] }> = {
  families: ['npm-isomorphic-git'],
  stages: ['resolveRef'],
  builds: [isomorphicGitBuild],
  parseInput({ scenario, references, ...rest }) {
    refuseUnknown(rest)
    if (!isTexts(references)) throw inputError('references', 'has the wrong shape', 'give a list of texts')
    return { scenario: parseScenario(scenario), references }
  },
  async record({ scenario, references }) {
    const { version } = await import('isomorphic-git')
    checkVersion(`isomorphic-git ${version()}`, isomorphicGitBuild)
    return [{ build: isomorphicGitBuild, stages: await askIsomorphicGit(scenario, references) }]
  },
  async askPort({ scenario, references }) {
    return new Map([[isomorphicGitBuild, withFailures(await askIsomorphicGit(scenario, references))]])
  },
}

async function askSemver(tags: readonly string[]): Promise<Record<string, StageAnswer>> {
  const { default: semver } = await import('semver')
  const pairs = tags.slice(1).map((tag, i) => [tags[i] ?? '', tag] as const)
  return {
    valid: await said(() => tags.map((tag) => semver.valid(tag) !== null)),
    compare: await said(() => pairs.map(([one, other]) => semver.compare(one, other))),
    compareBuild: await said(() => pairs.map(([one, other]) => semver.compareBuild(one, other))),
    rsort: await said(() => semver.rsort([...tags])),
  }
}

function askIsomorphicGit(scenario: Scenario, references: readonly string[]): Promise<Record<string, StageAnswer>> {
  return withBuiltScenario(scenario, async ({ dir }) => {
    const { resolveRef } = await import('isomorphic-git')
    const stages: Record<string, StageAnswer> = {}
    for (const ref of references) stages[`resolveRef ${ref}`] = await said(() => resolveRef({ fs, dir, ref }))
    return stages
  })
}

async function said(ask: () => unknown): Promise<StageAnswer> {
  try {
    return { answer: await ask() }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

/** The same answers in the form the port's have. */
function withFailures(stages: Record<string, StageAnswer>) {
  const entries = Object.entries(stages).map(([name, stage]) => [
    name,
    'error' in stage ? { failed: stage.error, words: stage.error } : stage,
  ])
  return Object.fromEntries(entries)
}

function checkVersion(found: string, wanted: string): void {
  if (found === wanted) return
  const data = { program: 'npm', wanted, found }
  throw new AbraVersionError('GOLDEN_LIBRARY', `${found} is installed, not ${wanted}`, data, { advice: 'run npm ci' })
}

function refuseUnknown(rest: Record<string, unknown>): void {
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw inputError(unknown, 'is an unknown key', 'remove it')
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
