import { isDeepStrictEqual } from 'node:util'
import { loadCompose } from '../src/compose/load-compose.js'
import { AbraVersionError } from '../src/errors.js'
import type { ComposeInput } from '../src/golden/cases/compose-input.js'
import type { ReferenceAnswer } from '../src/golden/cases/reference-process.js'

/** What docker/cli's loader answers: a configuration, or why there is none. */
export type ComposeAnswer = Pick<
  ReferenceAnswer,
  'dockerCli' | 'config' | 'error' | 'stage' | 'panic' | 'timeout' | 'badRequest' | 'died'
>

/** Whoever answers like the compose reference: the program itself, or a stand-in in tests. */
export interface ComposeReference {
  ask(input: ComposeInput): Promise<ComposeAnswer>
}

export interface ComposeDifference {
  input: ComposeInput
  reference: ComposeAnswer
  port: PortAnswer
}

/** The port's answer: a configuration, one of our errors, or a crash. */
export type PortAnswer = { config: unknown } | { code: string; message: string } | { crash: string }

/** Asks both sides about each input and gives those where the verdict or the configuration differs; error texts are not compared. */
export async function compareCompose(
  inputs: readonly ComposeInput[],
  reference: ComposeReference,
): Promise<ComposeDifference[]> {
  const answers = await Promise.all(
    inputs.map(({ files, env, envFiles }) => reference.ask({ files, env, ...(envFiles && { envFiles }) })),
  )
  return inputs.flatMap((input, i) => {
    const [theirs = {}, ours] = [answers[i], answerCompose(input)]
    return agree(theirs, ours) ? [] : [{ input, reference: theirs, port: ours }]
  })
}

export function answerCompose({ files, env, envFiles }: ComposeInput): PortAnswer {
  const readFile = (path: string): string => {
    const text = envFiles?.[path]
    if (text === undefined) throw new Error('no such file')
    return text
  }
  try {
    return { config: loadCompose(files, new Map(Object.entries(env)), envFiles && { readFile }) }
  } catch (error) {
    if (error instanceof AbraVersionError) return { code: error.code, message: error.message }
    return { crash: String(error instanceof Error ? error.stack : error) }
  }
}

/** Whether the port gives the same configuration, or refuses what the reference refuses. */
export function agree(reference: ComposeAnswer, port: PortAnswer): boolean {
  if ('config' in port)
    return isDeepStrictEqual(withoutNegativeZero(port.config), withoutNegativeZero(reference.config))
  if ('crash' in port) return false
  return reference.error !== undefined || reference.panic !== undefined
}

/** JSON writes -0 as it stands, and it is 0 all the same. */
function withoutNegativeZero(value: unknown): unknown {
  if (typeof value === 'number') return value + 0
  if (Array.isArray(value)) return value.map(withoutNegativeZero)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNegativeZero(one)]))
}
