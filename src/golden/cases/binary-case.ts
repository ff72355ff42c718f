import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import type { DeployVersionSource } from '../../decide/get-deploy-version.js'
import { isAbraVersionError } from '../../errors.js'
import { type GoGitProfile, profiles } from '../../git/profile.js'
import { type RuleId, rules } from '../../rules.js'
import { inputError } from '../scenario/input-error.js'
import { parseScenario } from '../scenario/parse-scenario.js'
import type { Scenario } from '../scenario/scenario.js'
import { goldenInvalid, readGoldenJson } from './golden-json.js'
import { renderJson } from './render-json.js'

/** A deploy that abra is asked for: the recipe's checkout, the app's file, and the flags. */
export interface DeployInput {
  readonly checkout: Scenario
  readonly env: string
  readonly flags: DeployFlags
}

/** A deploy worth recording; the name says what it is there for. */
export interface DeployCase extends DeployInput {
  readonly family: string
  readonly name: string
  /** One sentence. */
  readonly about: string
  readonly rules: readonly RuleId[]
}

/** Which abra answered. */
export interface BinaryProvenance {
  readonly kind: 'binary'
  /** Such as `abra version 0.13.0-beta-06a57de`. */
  readonly of: string
  /** The go-git release it is built with, such as `v5.16.2`; null where the binary does not tell. */
  readonly goGit: string | null
  readonly profile: GoGitProfile
}

/** What a real abra did. Texts are without colour, time and the scratch folder's path. */
export interface BinaryAnswer {
  readonly exitCode: number | null
  /** `secret`: stopped by the missing secret, as every case should be. `stopped-early`: by something before it. */
  readonly end: 'secret' | 'stopped-early'
  /** null where none was printed; `source` is null where its words are none of R10–R14. */
  readonly versionLine: { readonly source: DeployVersionSource | null; readonly version: string } | null
  /** Messages of FATA lines. */
  readonly fatal: readonly string[]
  readonly stdout: readonly string[]
  /** Left out where there was none. */
  readonly stderr?: readonly string[]
  /** Afterwards; `name` is the branch's full reference name, or `HEAD`. null before the first commit. */
  readonly head: { readonly hash: string; readonly name: string } | null
  /** Afterwards, in git's own words: `git status --porcelain --ignored`. */
  readonly status: readonly string[]
  /** Files that were there and not in the index, and no longer are there. */
  readonly deleted: readonly string[]
  /** The app's file afterwards. */
  readonly env: string
}

/** One folder `golden/binary/<family>/<name>`. */
export interface BinaryCase extends DeployCase {
  /** Of the case's folder, below golden. */
  readonly path: string
  readonly provenance: BinaryProvenance
  readonly answer: BinaryAnswer
}

const files = ['expected.json', 'input.json']

/** The files of a recorded case, by path below golden. */
export function renderBinaryCase(
  { family, name, about, rules, checkout, env, flags }: DeployCase,
  provenance: BinaryProvenance,
  answer: BinaryAnswer,
): ReadonlyMap<string, string> {
  const path = `binary/${family}/${name}`
  return new Map([
    [`${path}/expected.json`, renderJson({ provenance, answer })],
    [`${path}/input.json`, renderJson({ about, rules, flags, env, checkout })],
  ])
}

/**
 * The recorded cases below a `golden` folder, by family and name; an empty list if nothing was recorded.
 *
 * @throws GOLDEN_INVALID where a file is malformed, has an unknown key, or belongs to no case
 */
export function readBinaryCases(golden: string, family?: string): BinaryCase[] {
  return listBinaryCases(golden)
    .filter((each) => family === undefined || each.family === family)
    .map((each) => readBinaryCase(golden, each.family, each.name))
}

/**
 * Which cases are there, by family and name, without reading them.
 *
 * @throws GOLDEN_INVALID where anything else lies among them but a README.md
 */
export function listBinaryCases(golden: string): { family: string; name: string }[] {
  if (!existsSync(join(golden, 'binary'))) return []
  const families = foldersIn(golden, 'binary', ['README.md'])
  const cases = families.flatMap((family) => foldersIn(golden, `binary/${family}`).map((name) => ({ family, name })))
  for (const { family, name } of cases) foldersIn(golden, `binary/${family}/${name}`, files, true)
  return cases
}

/** The names of folders, sorted; nothing else may be there but `besides`. */
function foldersIn(golden: string, path: string, besides: readonly string[] = [], onlyFiles = false): string[] {
  const entries = readdirSync(join(golden, path), { withFileTypes: true })
  const isFolder = (entry: Dirent) => entry.isDirectory() && !onlyFiles
  const stray = entries.find((entry) => !isFolder(entry) && !(entry.isFile() && besides.includes(entry.name)))
  if (stray !== undefined) throw goldenInvalid(`${path}/${stray.name}`, 'belongs to no case', 'move it away')
  return entries
    .filter(isFolder)
    .map(({ name }) => name)
    .sort()
}

function readBinaryCase(golden: string, family: string, name: string): BinaryCase {
  const path = `binary/${family}/${name}`
  const input = placed(`${path}/input.json`, () => parseInput(readGoldenJson(golden, `${path}/input.json`)))
  const recorded = placed(`${path}/expected.json`, () =>
    parseBinaryExpected(readGoldenJson(golden, `${path}/expected.json`)),
  )
  return { family, name, path, ...input, ...recorded }
}

function parseInput(json: unknown): Omit<DeployCase, 'family' | 'name'> {
  const { about, rules: named, flags, env, checkout } = objectOf(json, 'input', inputKeys)
  if (typeof about !== 'string' || about === '') throw wrong('about')
  if (!Array.isArray(named) || named.length === 0 || !named.every((id) => rules.some((rule) => rule.id === id)))
    throw wrong('rules')
  if (typeof env !== 'string') throw wrong('env')
  return { about, rules: named, flags: parseFlags(flags), env, checkout: parseScenario(checkout) }
}

function parseFlags(json: unknown): DeployFlags {
  const { version, ...switches } = objectOf(json, 'flags', ['version', 'chaos', 'force', 'offline', 'latest'])
  if (version !== undefined && typeof version !== 'string') throw wrong('flags.version')
  const odd = Object.entries(switches).find(([, value]) => typeof value !== 'boolean')
  if (odd !== undefined) throw wrong(`flags.${odd[0]}`)
  return json as DeployFlags
}

function parseBinaryExpected(json: unknown): { provenance: BinaryProvenance; answer: BinaryAnswer } {
  const { provenance, answer } = objectOf(json, 'expected', ['provenance', 'answer'])
  const { kind, of, goGit, profile } = objectOf(provenance, 'provenance', ['kind', 'of', 'goGit', 'profile'])
  if (kind !== 'binary' || typeof of !== 'string' || of === '') throw wrong('provenance')
  if (goGit !== null && typeof goGit !== 'string') throw wrong('provenance.goGit')
  if (!profiles.some((each) => each === profile)) throw wrong('provenance.profile')
  const said = objectOf(answer, 'answer', Object.keys(answerShapes))
  for (const [key, isRight] of Object.entries(answerShapes)) if (!isRight(said[key])) throw wrong(`answer.${key}`)
  return { provenance: provenance as BinaryProvenance, answer: answer as BinaryAnswer }
}

const inputKeys = ['about', 'rules', 'flags', 'env', 'checkout']
const answerShapes: Record<keyof BinaryAnswer, (value: unknown) => boolean> = {
  exitCode: (value) => value === null || Number.isInteger(value),
  end: (value) => value === 'secret' || value === 'stopped-early',
  versionLine: (value) => value === null || holdsTexts(value, ['source', 'version'], ['source']),
  fatal: isTexts,
  stdout: isTexts,
  stderr: (value) => value === undefined || isTexts(value),
  head: (value) => value === null || holdsTexts(value, ['hash', 'name']),
  status: isTexts,
  deleted: isTexts,
  env: (value) => typeof value === 'string',
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

function holdsTexts(value: unknown, keys: readonly string[], orNull: readonly string[] = []): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== keys.join()) return false
  return Object.entries(value).every(
    ([key, each]) => typeof each === 'string' || (each === null && orNull.includes(key)),
  )
}

function objectOf(value: unknown, place: string, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw inputError(`${place}.${unknown}`, 'is an unknown key', 'record the case anew')
  return value as Record<string, unknown>
}

function wrong(place: string) {
  return inputError(place, 'is missing or has the wrong shape', 'restore it, or record the case anew')
}

/** Says of an error which file it is about. */
function placed<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isAbraVersionError(error, 'USAGE')) throw error
    const what = error.message.slice(0, -`: ${error.advice}`.length)
    throw goldenInvalid(path, `has an error: ${what}`, error.advice, { place: error.data.argument, cause: error })
  }
}
