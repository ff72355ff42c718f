import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseApp } from '../src/app/read-app.js'
import { decodeBytePath } from '../src/byte-string/byte-path.js'
import { defined } from '../src/defined.js'
import { isAbraVersionError } from '../src/errors.js'
import type { GoGitProfile } from '../src/git/profile.js'
import type { Reference, ReferenceAnswer, ReferenceRequest } from '../src/golden/cases/reference-process.js'
import type { BuiltScenario } from '../src/golden/scenario/build-scenario.js'
import { listFiles } from '../src/golden/scenario/list-files.js'
import { readGit } from '../src/golden/scenario/scratch-git.js'
import { withBuiltScenario } from '../src/golden/scenario/with-built-scenario.js'
import { predict } from '../src/predict/predict.js'
import { orderTags } from '../src/recipe/tags/tag-order.js'
import type { References } from './compare-states.js'
import type { DeployQuestion, VersionText } from './random/random-deploys.js'

/** What a deploy comes to: a version, where HEAD is left and which untracked files have gone; or a refusal. */
type Outcome = { version: string; head: string; destroyed: readonly string[] } | { refused: string }

export interface DeployComparison {
  profile: GoGitProfile
  /** `safety`: the port says that it cannot know. */
  verdict: 'agree' | 'safety' | 'differ'
  reference: Outcome
  port: Outcome | { unknown: string }
}

/** The texts of a question, with the hashes of the built scenario. */
interface AskedDeploy {
  readonly pinned: string
  readonly marked: boolean
  readonly argument: string | undefined
  readonly latest: boolean
  readonly deployed: string | undefined
}

/**
 * A plain, offline deploy, step by step as the rules have it (R32, R34–R36, R11–R14), each step done by go-git itself; and the port's prediction of it.
 * Only the order of the tags is the port's on both sides (R81). The port is asked first, because it writes nothing.
 */
export async function compareDeploy(question: DeployQuestion, references: References): Promise<DeployComparison[]> {
  const comparisons: DeployComparison[] = []
  for (const [profile, reference] of references) {
    await withBuiltScenario(question.scenario, async (built) => {
      const asked = await askedDeploy(question, built.dir)
      const port = await predicted(asked, built, profile)
      const done = await deployed(asked, built, reference)
      const same = 'refused' in done ? 'refused' in port : isDeepStrictEqual(port, done)
      const verdict = 'unknown' in port ? 'safety' : same ? 'agree' : 'differ'
      comparisons.push({ profile, verdict, reference: done, port })
    })
  }
  return comparisons
}

async function askedDeploy(question: DeployQuestion, dir: string): Promise<AskedDeploy> {
  const commits = (await readGit(dir, ['rev-list', '--all'], 128))?.split('\n').filter((line) => line !== '') ?? []
  const text = (version: VersionText | undefined) => {
    if (typeof version !== 'object') return version
    return commits[version.commit % Math.max(commits.length, 1)]?.slice(0, version.digits) ?? 'none'
  }
  const { pinned, marked, latest } = question
  const argument = latest ? undefined : text(question.argument)
  return { pinned: text(pinned) ?? '', marked, argument, latest, deployed: text(question.deployed) }
}

async function predicted(
  { pinned, marked, argument, latest, deployed }: AskedDeploy,
  { dir, home }: BuiltScenario,
  profile: GoGitProfile,
): Promise<DeployComparison['port']> {
  const line = pinned === '' ? 'TYPE=recipe\n' : `TYPE=recipe:${pinned}${marked ? '+U' : ''}\n`
  const place = { name: 'app.example.org', server: 'example.org', path: '/app.example.org.env' }
  try {
    const prediction = await predict({
      ...{ app: parseApp(place, Buffer.from(line)), recipeDir: dir, home, profile, lint: false },
      ...{ force: true, offline: true, latest, ...defined({ version: argument }) },
      deployed: deployed === undefined ? { deployed: false } : { deployed: true, version: deployed, chaos: false },
    })
    if (prediction.outcome === 'refuse') return { refused: `${prediction.code}: ${prediction.message}` }
    const { version, steps } = prediction
    const checkouts = steps.flatMap((step) => (step.do === 'checkout' ? [step] : []))
    const destroyed = [...new Set(checkouts.flatMap(({ deletes }) => deletes))].sort()
    return { version, head: checkouts.at(-1)?.commit ?? '', destroyed }
  } catch (error) {
    if (isAbraVersionError(error, 'REVISION_UNSUPPORTED') || isAbraVersionError(error, 'SAFETY_LIMIT'))
      return { unknown: error.code }
    throw error
  }
}

async function deployed(asked: AskedDeploy, { dir, home }: BuiltScenario, reference: Reference): Promise<Outcome> {
  const ask = (more: Partial<ReferenceRequest>) => reference.ask({ dir, home, ...more } as ReferenceRequest)
  const { status } = await ask({ stages: ['status'] })
  if (status === undefined || !('clean' in status)) return { refused: JSON.stringify(status ?? 'not opened') }
  if (!status.clean) return { refused: 'dirty' }
  const tracked = new Set((await readGit(dir, ['ls-files', '-z']))?.split('\0'))
  const before = untracked(dir, tracked)
  const { pinned, marked, argument, latest, deployed: running } = asked
  const counts = pinned !== '' && !latest
  if (counts && marked) return { refused: '+U' }
  const first = counts ? await ensureVersion(ask, pinned) : await checkoutDefaultBranch(ask, dir, reference)
  if ('refused' in first) return first
  const names = await tagNames(ask)
  const newest = orderTags(names).ordered.at(-1) ?? first.hash.slice(0, 8)
  const version = argument ?? (counts ? pinned : latest ? newest : (running ?? newest))
  const last = await ensureVersion(ask, version)
  if ('refused' in last) return last
  const after = untracked(dir, new Set())
  const destroyed = [...before].filter(([path, content]) => after.get(path) !== content).map(([path]) => path)
  return { version, head: last.hash, destroyed: destroyed.sort() }
}

type Ask = (more: Partial<ReferenceRequest>) => Promise<ReferenceAnswer>
type CheckedOut = { hash: string } | { refused: string }

async function tagNames(ask: Ask): Promise<string[]> {
  const { tags } = await ask({ stages: ['tags'] })
  return Array.isArray(tags) ? tags.map(({ name }) => name) : []
}

/** R36 */
async function ensureVersion(ask: Ask, version: string): Promise<CheckedOut> {
  if ((await tagNames(ask)).includes(version)) return checkOut(ask, { branch: `refs/tags/${version}` })
  const found = (await ask({ stages: ['revision'], revisions: [version] })).revisions?.[version]
  if (found === undefined || !('hash' in found)) return { refused: JSON.stringify(found ?? 'no answer') }
  return checkOut(ask, { hash: found.hash })
}

/** R35 */
async function checkoutDefaultBranch(ask: Ask, dir: string, reference: Reference): Promise<CheckedOut> {
  const { sections = [] } = await reference.ask({ config: readFileSync(join(dir, '.git/config'), 'utf8') })
  const named = sections
    .flatMap(({ name, subsections }) => (name === 'branch' ? subsections : []))
    .map(({ name }) => name)
  const branch = ['master', 'main'].find((name) => named.includes(name))
  return branch === undefined ? { refused: 'no branch' } : checkOut(ask, { branch: `refs/heads/${branch}` })
}

async function checkOut(ask: Ask, checkout: { branch: string } | { hash: string }): Promise<CheckedOut> {
  const answer = (await ask({ stages: ['checkout'], checkout })).checkout
  return answer !== undefined && 'hash' in answer ? answer : { refused: JSON.stringify(answer ?? 'no answer') }
}

/** Files and links by their content. */
function untracked(dir: string, tracked: ReadonlySet<string>): Map<string, string> {
  const paths = listFiles(dir).filter((path) => !tracked.has(path))
  return new Map(
    paths.map((path) => {
      const place = join(dir, decodeBytePath(path).toString())
      const isLink = lstatSync(place).isSymbolicLink()
      return [path, isLink ? `link ${readlinkSync(place)}` : readFileSync(place, 'latin1')]
    }),
  )
}
