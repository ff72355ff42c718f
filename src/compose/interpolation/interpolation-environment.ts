import type { App } from '../../app/app.js'

/** The variables that a recipe's abra.sh exports. */
export interface AbraShExports {
  readonly variables: ReadonlyMap<string, string>
  /** The line of each variable, from 1; of the last export of that name. */
  readonly lines: ReadonlyMap<string, number>
  /** `export` lines that abra likely ignores: the value is quoted, empty or an expression. Lines count from 1. */
  readonly passedOver: readonly { readonly line: number; readonly name: string }[]
}

/**
 * Parses the `export NAME=value` lines of a recipe's abra.sh. The script is never run. A value must begin with a letter, a digit or `_`, and extends to
 * the end of its line. Which lines abra reads is general knowledge (K).
 *
 * @rule R49
 */
export function parseAbraSh(text: string): AbraShExports {
  const variables = new Map<string, string>()
  const lines = new Map<string, number>()
  const passedOver: { line: number; name: string }[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const found = /^export[ \t]+(\w+)=(.*)$/.exec(line)
    if (found === null) continue
    const [, name = '', value = ''] = found
    if (/^\w/.test(value)) {
      variables.set(name, value)
      lines.set(name, i + 1)
    } else passedOver.push({ line: i + 1, name })
  }
  return { variables, lines, passedOver }
}

/**
 * The variables for the interpolation of compose files: the app's `.env`, overridden by abra.sh, and STACK_NAME. The environment of this process is
 * not used.
 *
 * @rule R49
 */
export function interpolationEnvironment(
  { env, stackName }: Pick<App, 'env' | 'stackName'>,
  abraSh: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([...env, ...abraSh, ['STACK_NAME', stackName]])
}
