import type { CommandOutput } from './command.js'
import { exitCodes } from './exit-codes.js'
import { explanationsOf } from './explanations/explanations-of.js'
import { toJson } from './terminal.js'

/** What `explain CODE` prints; undefined for an unknown name. */
export function explainCode(code: string, asJson: boolean): CommandOutput | undefined {
  const explanations = explanationsOf(code)
  if (explanations.length === 0) return undefined
  const lines = explanations.flatMap(({ family, gist, advice, docs }) => [
    `${code} (${family}): ${gist}`,
    `  what to do: ${advice} (docs/${docs})`,
  ])
  const stdout = asJson ? toJson({ schema: 1, code, explanations }) : lines.join('\n')
  return { stdout, stderr: [], exitCode: exitCodes.ok }
}
