import { InternalError } from '../src/errors.js'

const begin = '<!-- written by npm run bench -- --write-docs -->'
const end = '<!-- end -->'

/** The page with other tables between its two marks; the words around them stay. */
export function replaceTables(page: string, tables: string): string {
  const [before, ...after] = page.split(begin)
  const rest = after.join(begin)
  const at = rest.indexOf(end)
  if (before === undefined || after.length !== 1 || at < 0) throw new InternalError(`the page has no marks: ${begin}`)
  return `${before}${begin}\n\n${tables}\n${rest.slice(at)}`
}
