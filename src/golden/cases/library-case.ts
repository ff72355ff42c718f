import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isAbraVersionError } from '../../errors.js'
import { isRecord } from '../../is-record.js'
import { type RuleId, rules } from '../../rules.js'
import type { BuildAnswer, CaseKind } from './case-kind.js'
import { kindOfFamily } from './case-kinds.js'
import { parseExpected } from './expected-answers.js'
import { goldenInvalid, readGoldenJson } from './golden-json.js'

/** One folder `golden/library/<family>/<name>`, whose name says what the case is there for. */
export interface LibraryCase {
  readonly family: string
  readonly name: string
  /** Of the case's folder, below golden. */
  readonly path: string
  readonly kind: CaseKind
  /** What is asked, in one sentence. */
  readonly about: string
  /** The rules that the case stands for. */
  readonly rules: readonly RuleId[]
  readonly input: unknown
}

/** Where a case's answers are recorded, below golden. */
export function expectedPath({ path }: LibraryCase): string {
  return `${path}/expected.json`
}

/**
 * The cases below a `golden` folder, by family and name.
 *
 * @throws GOLDEN_INVALID where a family is unknown, a folder holds anything else, or an input.json is malformed or has an unknown key
 */
export function readLibraryCases(golden: string, family?: string): LibraryCase[] {
  const folder = join(golden, 'library')
  const families = existsSync(folder) ? readdirSync(folder).sort() : []
  return families
    .filter((each) => family === undefined || each === family)
    .flatMap((each) => {
      const kind = kindOfFamily(each)
      if (kind === undefined)
        throw goldenInvalid(`library/${each}`, 'is no family that this version knows', 'remove it')
      return readdirSync(join(folder, each))
        .sort()
        .map((name) => readLibraryCase(golden, each, name, kind))
    })
}

function readLibraryCase(golden: string, family: string, name: string, kind: CaseKind): LibraryCase {
  const path = `library/${family}/${name}`
  const strays = readdirSync(join(golden, path)).filter((file) => file !== 'input.json' && file !== 'expected.json')
  if (strays.length > 0) throw goldenInvalid(`${path}/${strays[0]}`, 'belongs to no case', 'remove it')
  const file = `${path}/input.json`
  const json = readGoldenJson(golden, file)
  if (!isRecord(json)) throw goldenInvalid(file, 'is no object', 'give about, rules and what the family asks for')
  const { about, rules: named, ...keys } = json
  if (typeof about !== 'string' || about === '')
    throw goldenInvalid(file, 'says not what it is about', 'add it', { place: 'about' })
  if (!isRules(named)) throw goldenInvalid(file, 'names no rules', 'list ids of src/rules.ts', { place: 'rules' })
  try {
    return { family, name, path, kind, about, rules: named, input: kind.parseInput(keys) }
  } catch (error) {
    throw placed(file, error)
  }
}

/**
 * What was recorded for a case.
 *
 * @throws GOLDEN_INVALID where it is missing, malformed, or of other builds than the case's kind asks
 */
export function readExpected(golden: string, { path, kind }: LibraryCase): BuildAnswer[] {
  const file = `${path}/expected.json`
  const json = readGoldenJson(golden, file)
  try {
    return parseExpected(json, kind)
  } catch (error) {
    throw placed(file, error)
  }
}

function isRules(value: unknown): value is RuleId[] {
  return Array.isArray(value) && value.length > 0 && value.every((id) => rules.some((rule) => rule.id === id))
}

/** Says of an error which file it is about. */
function placed(path: string, error: unknown): unknown {
  if (!isAbraVersionError(error, 'USAGE')) return error
  const what = error.message.slice(0, -`: ${error.advice}`.length)
  return goldenInvalid(path, `has an error: ${what}`, error.advice, { place: error.data.argument, cause: error })
}
