import type { ComposeCase, ComposeFamily } from '../../src/golden/cases/compose-input.js'

/** A case of one file, or of several in their order. */
export function composeCase(
  family: ComposeFamily,
  name: string,
  texts: string | readonly string[],
  env: Record<string, string> = {},
  envFiles?: Record<string, string>,
): ComposeCase {
  const files = [texts].flat().map((text, i) => ({ path: i === 0 ? '/w/compose.yml' : `/w/compose.${i}.yml`, text }))
  return { family, name, files, env, ...(envFiles && { envFiles }) }
}
