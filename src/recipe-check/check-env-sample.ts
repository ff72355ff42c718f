import type { EnvEntry } from '../app/env/env-entry.js'
import { parseModifiers } from '../app/env/env-modifiers.js'
import { type ParsedFile, textsIn } from './compose-texts.js'
import type { OpenedVersion } from './open-version.js'
import type { RecipeFinding } from './recipe-finding.js'
import { sampleFile } from './sample-env.js'
import { variablesIn } from './variables-in.js'

/** @rule R41 R45 */
export function checkEnvSample({ sample }: OpenedVersion): RecipeFinding[] {
  const { exists, problem, env, entries, commented } = sample
  if (!exists) return []
  if (problem !== undefined) {
    const { text, line } = problem
    const place = { file: sampleFile, ...(line === undefined ? {} : { line }), rule: 'R45' } as const
    const fixes = ['correct the file where the finding says']
    return [{ kind: 'env-sample-invalid', severity: 'error', text: `abra cannot read it: ${text}`, fixes, ...place }]
  }
  return [...withoutRecipe(env), ...[...entries, ...commented].flatMap(unknownModifiers)]
}

function withoutRecipe(env: ReadonlyMap<string, string>): RecipeFinding[] {
  if ([env.get('TYPE'), env.get('RECIPE')].some((value) => value !== undefined && value !== '')) return []
  const text = 'it has neither TYPE nor RECIPE, so abra cannot read an app made from it'
  const place = { file: sampleFile, rule: 'R41' } as const
  return [
    { kind: 'env-sample-without-recipe', severity: 'error', text, fixes: ['add TYPE=NAME of the recipe'], ...place },
  ]
}

const modifiers: Readonly<Record<string, { readonly isValid: (value: string) => boolean; readonly like: string }>> = {
  length: { isValid: (value) => /^[1-9]\d{0,3}$/.test(value), like: 'length=32' },
  charset: { isValid: (value) => value !== '', like: 'charset=hex' },
  generate: { isValid: (value) => value === 'true' || value === 'false', like: 'generate=false' },
}

/** Only a secret has modifiers: anywhere else `a=b` in a comment is prose. */
function unknownModifiers({ key, comment, line }: EnvEntry): RecipeFinding[] {
  if (comment === undefined || !/^SECRET_.*_VERSION$/.test(key)) return []
  return [...parseModifiers(comment)].flatMap(([name, value]): RecipeFinding[] => {
    const known = Object.hasOwn(modifiers, name) ? modifiers[name] : undefined
    if (known?.isValid(value)) return []
    const names = Object.keys(modifiers).join(', ')
    const why = known === undefined ? `abra knows ${names} only` : `write it like ${known.like}`
    return [
      {
        kind: 'env-modifier-unknown',
        severity: 'warning',
        text: `the comment behind ${key} has ${name}=${value}: ${why}`,
        fixes: [known === undefined ? 'correct the name, or leave it out' : `write ${known.like}`],
        file: sampleFile,
        line,
        rule: 'R45',
      },
    ]
  })
}

/**
 * Variables of the compose files that an owner cannot know of. An unset variable is empty, without a word from docker.
 *
 * @param known variables of which another finding tells
 * @rule R49 L35
 */
export function checkVariables(
  { sample, exports }: OpenedVersion,
  files: readonly ParsedFile[],
  known: ReadonlySet<string>,
): RecipeFinding[] {
  if (!sample.exists || sample.problem !== undefined) return []
  const named = new Set([
    'STACK_NAME',
    ...known,
    ...sample.env.keys(),
    ...sample.commented.map(({ key }) => key),
    ...exports.variables.keys(),
    ...exports.passedOver.map(({ name }) => name),
  ])
  return files.flatMap(({ file, tree, lineOf }) => {
    const found: RecipeFinding[] = []
    for (const { text, at } of textsIn(tree)) {
      for (const { name, mark } of variablesIn(text)) {
        if (mark !== '' || named.has(name)) continue
        named.add(name)
        found.push({
          kind: 'variable-not-in-sample',
          severity: 'warning',
          text: `${name} has no default, and neither ${sampleFile} nor abra.sh has it, so it is empty`,
          fixes: [`add ${name} to ${sampleFile}, as a comment if it is optional, or give it a default`],
          file,
          line: lineOf(at),
          rule: 'L35',
          variable: { name },
        })
      }
    }
    return found
  })
}
