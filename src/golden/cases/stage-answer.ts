import { isDeepStrictEqual } from 'node:util'
import { encodeBytePath } from '../../byte-string/byte-path.js'
import { InternalError, isAbraVersionError } from '../../errors.js'

/** What a library said at one stage: an answer, its own error, or its panic. */
export type StageAnswer =
  | { answer: unknown }
  | { error: string }
  | { panic: string }
  /** No answer in time, or its process ended. It depends on the machine, so it is never recorded. */
  | { hang: string }

/** Stages by name, in the order they are asked. */
export type Stages = Readonly<Record<string, StageAnswer>>

/** What the port says at one stage. */
export type PortAnswer =
  | { answer: unknown }
  /** The port's error, and the library's likely words for it. */
  | { failed: string; words?: string }
  /** The port declines to answer: a limit or a form of its own that docs/safety.md lists. */
  | { declined: string }
  /** What no side may say: a mistake in this package. */
  | { bug: string }

export type PortStages = Readonly<Record<string, PortAnswer>>

/** `declined` is listed, but no difference; `unasked`: an earlier failure of both sides leaves nothing to ask. */
export type StageVerdict = 'agree' | 'declined' | 'differ' | 'unasked'

/** Codes with which the port declines instead of answering like the library. */
const DECLINING = ['SAFETY_LIMIT', 'REVISION_UNSUPPORTED'] as const

/**
 * One stage of a reference's answer.
 *
 * @param whole the whole answer, which an error shows where the stage is missing
 */
export function stageOf(whole: unknown, stage: unknown): StageAnswer {
  const { error, panic, timeout } = (stage ?? {}) as { error?: string; panic?: string; timeout?: true }
  if (stage === undefined) throw new InternalError(`no answer: ${JSON.stringify(whole)}`)
  if (timeout === true) return { hang: 'timeout' }
  if (error !== undefined) return { error }
  return panic === undefined ? { answer: stage } : { panic }
}

/** Runs one stage of the port; what it throws on purpose is its answer. */
export async function askStage(ask: () => unknown): Promise<PortAnswer> {
  try {
    return { answer: await ask() }
  } catch (error) {
    return failedStage(error)
  }
}

/** What an error of the port says about a stage. */
export function failedStage(error: unknown): PortAnswer {
  if (!isAbraVersionError(error)) return { bug: String((error as Error).stack ?? error) }
  const text = `${error.code}: ${error.message}`
  if (DECLINING.some((code) => isAbraVersionError(error, code))) return { declined: text }
  const words = likelyWords(error.data)
  return words === undefined ? { failed: text } : { failed: text, words }
}

/** The text a library would give, which our errors carry under the library's name. */
function likelyWords(data: object): string | undefined {
  const found = Object.entries(data).find(([key]) => ['goGit', 'godotenv', 'docker'].includes(key))
  return found === undefined ? undefined : String(found[1])
}

/**
 * Answers must be equal. Where the library fails, the port must fail too; its words may differ. A failure of the port where the library hangs
 * counts as declined.
 */
export function judgeStage(expected: StageAnswer, port: PortAnswer): StageVerdict {
  if ('declined' in port) return 'declined'
  if ('hang' in expected) return 'failed' in port ? 'declined' : 'differ'
  if ('failed' in port) return 'answer' in expected ? 'differ' : 'agree'
  return 'answer' in port && 'answer' in expected && isDeepStrictEqual(port.answer, expected.answer)
    ? 'agree'
    : 'differ'
}

/** Whether both fail, and in the same words. */
export function isWordedAlike(expected: StageAnswer, port: PortAnswer): boolean {
  if (!('error' in expected) || !('words' in port) || port.words === undefined) return false
  // What go-git says is recorded with its backslashes doubled, as its bytes need not be UTF-8.
  return [port.words, encodeBytePath(Buffer.from(port.words))].includes(expected.error)
}
