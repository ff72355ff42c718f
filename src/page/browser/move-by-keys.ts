import type { Item } from './draw-lane.js'

/** Makes one of the items reachable by Tab, and the others from there by the arrow keys: in a row by time, between rows to the nearest. */
export function moveByKeys(rows: readonly (readonly Item[])[], onSelect: (item: Item) => void): void {
  const sorted = rows.map((row) => [...row].sort((a, b) => a.x - b.x))
  let current = sorted[0]?.[0]
  current?.node.setAttribute('tabindex', '0')
  const select = (item: Item | undefined) => {
    if (item === undefined) return
    current?.node.setAttribute('tabindex', '-1')
    current = item
    item.node.setAttribute('tabindex', '0')
    item.node.focus()
  }
  for (const [place, row] of sorted.entries()) {
    for (const [index, item] of row.entries()) {
      item.node.addEventListener('focus', () => onSelect(item))
      item.node.addEventListener('pointerenter', () => onSelect(item))
      item.node.addEventListener('keydown', (event) => {
        const next: Readonly<Record<string, Item | undefined>> = {
          ArrowRight: row[index + 1],
          ArrowLeft: row[index - 1],
          ArrowDown: nearest(sorted[place + 1], item),
          ArrowUp: nearest(sorted[place - 1], item),
          Home: row[0],
          End: row.at(-1),
        }
        if (!(event.key in next)) return
        event.preventDefault()
        select(next[event.key])
      })
    }
  }
}

function nearest(row: readonly Item[] | undefined, { x }: Item): Item | undefined {
  return row?.reduce((best, item) => (Math.abs(item.x - x) < Math.abs(best.x - x) ? item : best), row[0] as Item)
}
