import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { versionLine } from '../../decide/abra-log.js'
import { readWorktreeStatus } from '../../git/worktree/read-worktree-status.js'
import { readChaosVersion } from '../../recipe/chaos-version/read-chaos-version.js'
import { recipeFolder } from '../../recipe/recipe-folder.js'
import { type GivenDeploy, givenStack, predictGivenDeploy, stampGivenDeploy } from '../cases/given-deploy.js'
import { type PublishedCase, readPublishedCases } from '../cases/published-cases.js'
import type { Scenario } from '../scenario/scenario.js'
import { withBuiltScenario } from '../scenario/with-built-scenario.js'
import { comparePublished, comparePublishedStamp, type PublishedComparison } from './compare-published.js'
import type { CaseResult, GoldenSource } from './golden-source.js'

/** What public pages say that a real abra printed. */
export const publishedSource: GoldenSource = {
  name: 'published',
  readCases(golden, family) {
    if (!existsSync(join(golden, 'published'))) return []
    return readPublishedCases(golden)
      .filter(({ needs }) => family === undefined || family === needs)
      .map((one) => async () => resultOf(one, await compareCase(one)))
  },
}

/** What can be compared of a case today; nothing where this project cannot decide what the page shows. */
async function compareCase({ given, expected, waits }: PublishedCase): Promise<PublishedComparison[]> {
  const compared: PublishedComparison[] = []
  for (const scenario of Object.values(given.checkouts ?? {}))
    compared.push(...(await compareChaosVersion(scenario, expected, waits)))
  for (const deploy of Object.values(given.deploys ?? {})) compared.push(...(await compareDeploy(deploy, expected)))
  for (const deploy of Object.values(given.stamps ?? {})) compared.push(...(await compareStamp(deploy, expected)))
  if (given.recipe !== undefined && 'folder' in expected)
    compared.push({ what: 'folder', published: expected['folder'], ours: recipeFolder(given.recipe) })
  return compared
}

function compareChaosVersion(
  scenario: Scenario,
  expected: PublishedCase['expected'],
  waits: PublishedCase['waits'],
): Promise<PublishedComparison[]> {
  return withBuiltScenario(scenario, async ({ dir, home }) => {
    const { chaosVersion, head } = await readChaosVersion(dir, { home })
    const line = versionLine('chaos', chaosVersion).text
    const labels = Object.entries(expected.labels ?? {}).filter(([name]) => waits?.[name] === undefined)
    const afterwards = expected.headAfterwards
    return [
      ...(expected.words ?? []).map((words) => ({
        what: 'words',
        published: words,
        ours: line.endsWith(words) ? words : line,
      })),
      ...labels.map(([name, published]) => ({ what: `label ${name}`, published, ours: chaosVersion })),
      ...(afterwards === undefined ? [] : [{ what: 'head', published: afterwards, ours: head.hash.slice(0, 8) }]),
    ]
  })
}

async function compareDeploy(deploy: GivenDeploy, expected: PublishedCase['expected']): Promise<PublishedComparison[]> {
  const into = mkdtempSync(join(tmpdir(), 'published-'))
  try {
    const { prediction, built } = await predictGivenDeploy(deploy, into)
    const { head } = await readWorktreeStatus(built.dir, { home: built.home })
    return comparePublished(expected, prediction, head?.hash ?? 'none')
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

async function compareStamp(deploy: GivenDeploy, expected: PublishedCase['expected']): Promise<PublishedComparison[]> {
  const into = mkdtempSync(join(tmpdir(), 'published-'))
  try {
    const stamped = await stampGivenDeploy(deploy, into)
    if (stamped.outcome === 'stamp') return comparePublishedStamp(expected, stamped, givenStack)
    return [{ what: 'stamp', published: expected, ours: stamped.message }]
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

function resultOf({ id, needs }: PublishedCase, compared: readonly PublishedComparison[]): CaseResult {
  const different = compared.filter(({ published, ours }) => JSON.stringify(published) !== JSON.stringify(ours))
  const [first] = different
  return {
    source: 'published',
    family: needs,
    path: `published/${id}`,
    rules: [],
    differences:
      first === undefined ? [] : [{ build: '', stage: first.what, expected: first.published, port: first.ours }],
    stages: { agree: compared.length - different.length, declined: 0, wordedAlike: 0, failed: 0 },
    ...(compared.length === 0 ? { waits: needs } : {}),
  }
}
