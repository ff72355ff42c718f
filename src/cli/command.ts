import type { ParseArgsConfig } from 'node:util'
import type { ExitCode } from './exit-codes.js'

export interface CommandOutput {
  /** What goes to stdout, without the last line feed. */
  readonly stdout: string
  /** Warnings, a line each. */
  readonly stderr: readonly string[]
  readonly exitCode: ExitCode
  /** Why a file that was asked for beside the answer was not written: printed below the answer, and the exit code is 2. */
  readonly failure?: unknown
}

type OptionSpec = NonNullable<ParseArgsConfig['options']>[string]

/** What was given on the command line, by option. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

/** One command of the command line. Its module is loaded when it is called. */
export interface Command<Options extends Record<string, OptionSpec> = Record<string, OptionSpec>> {
  readonly name: string
  /** After `Usage: abra-deploy-version NAME`. */
  readonly synopsis: string
  /** One line an option, and what else a user needs to know. */
  readonly help: string
  readonly options: Options
  readonly run: (positionals: readonly string[], values: OptionValues) => Promise<CommandOutput>
}
