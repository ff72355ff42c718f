/** Text of labels, checkouts and task errors reaches a page as text nodes and attributes only, never as markup. */

export function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`no #${id}`)
  return found
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text = '',
  className = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  if (text !== '') made.textContent = text
  if (className !== '') made.className = className
  return made
}

/** Where a version or a name may go on in the next line, beside its hyphens: before `+`, after `_` and `/`, and after a dot that no digit follows. */
const breaks = /(?=\+)|(?<=[_/])|(?<=\.)(?!\d)/

/** The text with places where a line may break, so that a column is wide enough for its longest piece and no piece is broken. */
export function breakable(text: string): (string | HTMLElement)[] {
  return text.split(breaks).flatMap((piece, at) => (at === 0 ? [piece] : [make('wbr'), piece]))
}

export function draw<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: (Element | string)[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.append(...children)
  return made
}

export function percent(x: number): string {
  return `${x}%`
}
