import { isOneEdit } from '../option-kinds.js'
import type { CommandOutput } from './command.js'
import { exitCodes } from './exit-codes.js'
import { explanationsOf, families } from './explanations/explanations-of.js'
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

/** The code or kind that was probably meant: the same in another case, or one letter off; undefined if there is none. */
export function nearCode(name: string): string | undefined {
  const bare = (text: string) => text.replaceAll('_', '-').toLowerCase()
  const codes = families.flatMap(({ codes }) => Object.keys(codes))
  const same = codes.find((code) => bare(code) === bare(name))
  return same ?? codes.find((code) => code.length > 5 && isOneEdit(bare(code), bare(name)))
}
