import { readFileSync } from 'node:fs'

const page = readFileSync('docs/cli.md', 'utf8')

/**
 * The fields that docs/cli.md lists below `<!-- fields: NAME -->`, as `services[].verdict`. Where the type is a link to another table of the page,
 * the fields of that one are listed with it.
 */
export function documentedFields(name: string): string[] {
  const at = page.indexOf(`<!-- fields: ${name} -->`)
  if (at === -1) throw new Error(`docs/cli.md has no fields of ${name}`)
  const table = page.slice(at).split('\n\n')[0] ?? ''
  return [...table.matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)].flatMap(([, path = '', type = '']) => {
    const link = /\(#[\w-]*?([a-z]+)\)/.exec(type)?.[1]
    if (link === undefined) return [path]
    return documentedFields(link === 'trace' ? 'step' : link).map((below) => `${path}.${below}`)
  })
}

/** Every path of an answer that holds a value; of an object whose parts are not documented only the object. */
export function printedFields(value: unknown, documented: readonly string[], path = ''): string[] {
  if (path !== '' && !documented.some((field) => field.startsWith(`${path}.`) || field.startsWith(`${path}[]`)))
    return [path]
  if (Array.isArray(value)) return value.flatMap((each) => printedFields(each, documented, `${path}[]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, each]) =>
    printedFields(each, documented, path === '' ? key : `${path}.${key}`),
  )
}
