import type { StageAnswer } from '../../src/golden/cases/stage-answer.js'

/** An npm package whose answers some rules mention. This package does not use it; the tests ask the installed one again. */
export interface SecondOpinion<Input = unknown> {
  /** The folder of its cases below `compare/second-opinions/cases`. */
  readonly family: string
  /** Package and version that the answers were recorded from. */
  readonly build: string
  /** First words of the stage names. */
  readonly stages: readonly string[]
  /** The installed package and its version, written as `build` is. */
  installed(): string
  /**
   * Reads the keys of an input.json other than `about` and `rules`.
   *
   * @throws `USAGE` for a key that is unknown, missing or of the wrong shape
   */
  parseInput(keys: Record<string, unknown>): Input
  ask(input: Input): Promise<Record<string, StageAnswer>>
}

/** One stage: what the package returned, or the message of what it threw. */
export async function askPackage(ask: () => unknown): Promise<StageAnswer> {
  try {
    return { answer: await ask() }
  } catch (error) {
    return { error: (error as Error).message }
  }
}
