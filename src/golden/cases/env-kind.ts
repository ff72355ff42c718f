import { isUtf8 } from 'node:buffer'
import { parseEnv } from '../../app/env/parse-env.js'
import { decodeBytePath, encodeBytePath } from '../../byte-string/byte-path.js'
import { compareByteStrings } from '../../byte-string/byte-string.js'
import { InternalError } from '../../errors.js'
import { inputError } from '../scenario/input-error.js'
import type { CaseKind } from './case-kind.js'
import { askStage, type StageAnswer } from './stage-answer.js'

/** The release of godotenv that abra's own is a fork of. */
export const godotenvRelease = 'v1.5.1'
const build = `godotenv ${godotenvRelease}`

/** The text of an `.env` file. */
interface EnvInput {
  readonly env: string
}

/** What godotenv reads from an `.env` file: names with their values, in the order of the names' bytes. */
export const envKind: CaseKind<EnvInput> = {
  recorder: 'reference',
  families: ['env-grammar'],
  stages: ['env'],
  builds: [build],
  parseInput({ env, ...rest }) {
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined) throw inputError(unknown, 'is an unknown key', 'remove it')
    if (typeof env !== 'string') throw inputError('env', 'has the wrong shape', 'give the text of an .env file')
    return { env }
  },
  async record({ env }, { goGit }) {
    const answer = await goGit.get('5.16')?.ask({ env: encodeBytePath(Buffer.from(env)) })
    const said = answer?.env
    if (said === undefined || 'timeout' in said) throw new InternalError(`no answer: ${JSON.stringify(answer)}`)
    const stage: StageAnswer = 'values' in said ? { answer: said.values } : said
    return [{ build, stages: { env: withPlainTexts(stage) as StageAnswer } }]
  },
  async askPort({ env }) {
    const stage = await askStage(() => [...parseEnv(env)].sort(([one], [other]) => compareNames(one, other)))
    return new Map([[build, { env: stage }]])
  },
}

/** Our cases are UTF-8, so their answers can stand in a golden as they are. */
function withPlainTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainTexts)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withPlainTexts(each)]))
  const bytes = decodeBytePath(String(value))
  if (!isUtf8(bytes)) throw new InternalError(`an answer that is no UTF-8: ${value}`)
  return bytes.toString()
}

function compareNames(one: string, other: string): number {
  return compareByteStrings(Buffer.from(one).toString('latin1'), Buffer.from(other).toString('latin1'))
}
