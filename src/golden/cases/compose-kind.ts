import { checkConvertible, convertServices } from '../../compose/convert/check-convertible.js'
import { loadCompose } from '../../compose/load-compose.js'
import { AbraVersionError, InternalError } from '../../errors.js'
import { inputError } from '../scenario/input-error.js'
import { type BuildAnswer, type CaseKind, judgeStages } from './case-kind.js'
import { comparableServices } from './comparable-conversion.js'
import type { ComposeInput } from './compose-input.js'
import { readBack } from './read-back.js'
import { askStage, type PortAnswer, type PortStages, type StageAnswer, type Stages } from './stage-answer.js'

/** The docker/cli whose loader and converter abra has copied. */
export const dockerCliRelease = 'v28.5.2'
const build = `docker/cli ${dockerCliRelease}`

/** Compose files, and where a stack is named what they are converted to. */
export interface ComposeCaseInput extends ComposeInput {
  readonly stack?: string
  /** Secrets and configs that the Swarm does not have. */
  readonly absent?: string[]
}

/** What docker/cli's loader makes of compose files, and its converter of their services. */
export const composeKind: CaseKind<ComposeCaseInput> = {
  recorder: 'reference',
  families: ['compose-load', 'compose-merge', 'interpolation', 'conversion'],
  stages: ['compose', 'image', 'convert'],
  builds: [build],
  parseInput({ files, env = {}, envFiles, stack, absent, ...rest }) {
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined) throw inputError(unknown, 'is an unknown key', 'remove it')
    if (!isFiles(files)) throw inputError('files', 'has the wrong shape', 'give a list of { path, text }')
    if (!isTexts(env)) throw inputError('env', 'has the wrong shape', 'give an object of texts')
    if (envFiles !== undefined && !isTexts(envFiles))
      throw inputError('envFiles', 'has the wrong shape', 'give an object of texts')
    if (stack !== undefined && typeof stack !== 'string')
      throw inputError('stack', 'has the wrong shape', 'give a text')
    if (absent !== undefined && !isNames(absent))
      throw inputError('absent', 'has the wrong shape', 'give a list of names')
    return { files, env, ...(envFiles && { envFiles }), ...(stack && { stack }), ...(absent && { absent }) }
  },
  async record(input, { compose }) {
    const answer = await compose.ask(input.stack === undefined ? input : { ...input, stages: ['convert'] })
    const { dockerCli, config, error, panic, timeout, died, convert } = answer
    if (died !== undefined) return [{ build, stages: { compose: { hang: `died: ${died}` } } }]
    if (dockerCli !== dockerCliRelease) throw wrongRelease(dockerCli)
    if (timeout === true) return [{ build, stages: { compose: { hang: 'timeout' } } }]
    if (config === undefined && error === undefined && panic === undefined)
      throw new InternalError(`no answer: ${JSON.stringify(answer)}`)
    const stages: Record<string, StageAnswer> = { compose: composeStage(config, error, panic) }
    if (convert !== undefined) {
      stages['image'] = convert.image === undefined ? { answer: null } : { error: convert.image }
      stages['convert'] = composeStage(convert.services, convert.error)
    }
    return [{ build, stages }]
  },
  async askPort({ files, env, envFiles, stack, absent }) {
    const readFile = (path: string) => {
      const text = envFiles?.[path]
      if (text === undefined) throw new Error('no such file or directory')
      return text
    }
    const variables = new Map(Object.entries(env))
    const options = envFiles && { readFile }
    const compose = await askStage(() => asJson(readBack(loadCompose(files, variables, options))))
    // What a Swarm lacks is nothing that the converter can know.
    if (stack === undefined || absent !== undefined || !('answer' in compose)) return new Map([[build, { compose }]])
    const config = loadCompose(files, variables, options)
    const checked = checkConvertible(config, stack)
    const refused = checked.outcome === 'refused' ? checked.refusals : []
    const image = refusalOr(refused.find(({ kind }) => kind === 'image')?.docker, null)
    const { services, refusals } = convertServices(config, stack)
    const convert = refusalOr(refusals[0]?.docker, asJson(Object.fromEntries(services)))
    return new Map([[build, { compose, image, convert }]])
  },
  judge: (expected, port) =>
    judgeStages(
      expected.map(comparable),
      new Map([...port].map(([key, stages]) => [key, comparableStages(stages)])),
    ).map((one) =>
      one.stage !== 'compose' && port.get(one.build)?.[one.stage] === undefined ? { ...one, verdict: 'unasked' } : one,
    ),
}

function refusalOr(words: string | undefined, answer: unknown): PortAnswer {
  return words === undefined ? { answer } : { failed: words, words }
}

function comparable({ build: of, stages }: BuildAnswer): BuildAnswer {
  return { build: of, stages: comparableStages(stages) }
}

function comparableStages<T extends Stages | PortStages>(stages: T): T {
  const convert = stages['convert']
  return convert !== undefined && 'answer' in convert
    ? { ...stages, convert: { answer: comparableServices(convert.answer) } }
    : stages
}

function composeStage(answer: unknown, error?: string, panic?: string): StageAnswer {
  if (error !== undefined) return { error }
  return panic === undefined ? { answer: asJson(answer) } : { panic }
}

function wrongRelease(found = 'none') {
  const data = { program: 'reference-compose', wanted: dockerCliRelease, found }
  const advice = 'build it anew with golden/reference/compose/build.sh'
  const what = `reference-compose was built with docker/cli ${found}, not ${dockerCliRelease}`
  return new AbraVersionError('GOLDEN_LIBRARY', what, data, { advice })
}

/** As JSON writes it: a field that is undefined is none, -0 is 0. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function isFiles(value: unknown): value is ComposeInput['files'] {
  return Array.isArray(value) && value.length > 0 && value.every((file) => isTexts(file) && hasKeys(file, 'path,text'))
}

function hasKeys(value: object, keys: string): boolean {
  return Object.keys(value).sort().join() === keys
}

function isTexts(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string')
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && isTexts(value)
}
