import type { App } from '../../app/app.js'

/** What the recipe's abra.sh exports. */
export interface AbraShExports {
  readonly variables: ReadonlyMap<string, string>
  /** Lines that export something which is likely not taken: a value in quotes, an expression, an empty one. */
  readonly passedOver: readonly { readonly line: number; readonly name: string }[]
}

/**
 * The `export NAME=value` lines of a recipe's abra.sh, a shell script that is read here line by line and never run: a value has to begin with a
 * letter, a digit or `_`, and is taken up to the end of its line. Which lines abra takes is general knowledge (K).
 *
 * @rule R49
 */
export function parseAbraSh(text: string): AbraShExports {
  const variables = new Map<string, string>()
  const passedOver: { line: number; name: string }[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const found = /^export[ \t]+(\w+)=(.*)$/.exec(line)
    if (found === null) continue
    const [, name = '', value = ''] = found
    if (/^\w/.test(value)) variables.set(name, value)
    else passedOver.push({ line: i + 1, name })
  }
  return { variables, passedOver }
}

/**
 * The variables that a recipe's compose files are filled in with: those of the app's `.env`, over them those of abra.sh, and STACK_NAME. The
 * environment of this process has no part in it.
 *
 * @rule R49
 */
export function interpolationEnvironment(
  { env, stackName }: Pick<App, 'env' | 'stackName'>,
  abraSh: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([...env, ...abraSh, ['STACK_NAME', stackName]])
}
