const WIDTH = 120

/** White space that is no blank, and what a reader cannot see or that turns text around. */
const unseen = /[\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/g
const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** JSON for people and for diffs: what fits a line is on one, everything else has a line a member. Keys keep their order. */
export function renderJson(value: unknown): string {
  return `${render(value, '', 0)}\n`
}

/** @param taken how many columns of the line are taken by what stands before and after */
function render(value: unknown, indent: string, taken: number): string {
  const flat = renderFlat(value)
  if (typeof value !== 'object' || value === null || indent.length + taken + flat.length <= WIDTH) return flat
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => inner + render(item, inner, 1)).join(',\n')}\n${indent}]`
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  const lines = members.map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `
    return inner + name + render(member, inner, name.length + 1)
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function renderFlat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderFlat).join(', ')}]`
  if (typeof value === 'string') return JSON.stringify(value).replace(unseen, escaped)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (members.length === 0) return '{}'
  return `{ ${members.map(([key, member]) => `${JSON.stringify(key)}: ${renderFlat(member)}`).join(', ')} }`
}
