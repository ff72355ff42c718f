import type { DrawnBar, DrawnLane, DrawnMark, DrawnPart } from '../timeline-drawing.js'
import { draw, make, percent } from './dom.js'

/** Pixels. */
const rowHeight = 26
const barHeight = 18
const top = (rowHeight - barHeight) / 2
/** The colours of specs repeat. */
const colours = 4

/** A bar or a mark that can be reached by the keyboard. */
export interface Item {
  readonly x: number
  readonly text: string
  readonly node: SVGAElement
  /** What is written beside it. */
  readonly beside?: SVGTextElement
}

/** A lane, and its items row by row. */
export function drawLane(lane: DrawnLane, hrefOf: (event: number) => string): [HTMLElement, Item[][]] {
  const section = make('section', '', 'lane')
  const head = make('h3')
  head.append(
    make('span', lane.name),
    ' ',
    make('span', lane.verdict, `state ${lane.tone}`),
    ' ',
    make('span', lane.reason, 'reason'),
  )
  section.append(head)
  const items: Item[][] = []
  const add = (name: string, row: Item[], shown = name) => {
    items.push(row)
    const plot = draw('svg', { class: 'plot', height: rowHeight, role: 'group', 'aria-label': `${lane.name}, ${name}` })
    plot.append(...row.flatMap(({ node, beside }) => (beside === undefined ? [node] : [node, beside])))
    const line = make('div', '', 'row')
    line.append(make('div', shown, 'place'), plot)
    section.append(line)
  }
  if (lane.marks.length > 0)
    add(
      'changes',
      lane.marks.map((mark) => markItem(mark, hrefOf(mark.event))),
    )
  for (const [index, { place, bars }] of lane.rows.entries()) {
    const isAgain = lane.rows[index - 1]?.place === place
    add(
      place,
      bars.map((bar) => barItem(bar, hrefOf(bar.event))),
      isAgain ? '' : place,
    )
  }
  return [section, items]
}

function item(x: number, text: string, href: string, className: string, parts: readonly Element[]): Item {
  const node = draw('a', { class: `item ${className}`, href, tabindex: -1, 'aria-label': text })
  node.append(...parts)
  return { x, text, node }
}

const shapes: Readonly<Record<DrawnMark['shape'], string>> = {
  spec: 'M0 -7 L7 0 L0 7 L-7 0 Z',
  labels: 'M0 -7 L7 0 L0 7 L-7 0 Z',
  update: 'M-5 -6 L6 0 L-5 6 Z',
  rollback: 'M5 -6 L-6 0 L5 6 Z',
  other: 'M-4 -4 H4 V4 H-4 Z',
}

export function drawShape(shape: DrawnMark['shape'], tone: string): SVGPathElement {
  return draw('path', { d: shapes[shape], class: `mark ${shape} ${tone}` })
}

function markItem({ x, shape, tone, text }: DrawnMark, href: string): Item {
  const place = draw('svg', { x: percent(x), y: rowHeight / 2, overflow: 'visible', width: 1, height: 1 })
  place.append(
    draw('rect', { class: 'reach', x: -10, y: -rowHeight / 2, width: 20, height: rowHeight }),
    drawShape(shape, tone),
  )
  return item(x, text, href, 'marked', [place])
}

function barItem(bar: DrawnBar, href: string): Item {
  const { x, width, spec, end } = bar
  const colour = spec < 0 ? 'older' : `spec-${spec % colours}`
  const parts = bar.parts.map(drawPart)
  // A task that ended at once is to be seen too.
  const frame = draw('rect', {
    class: 'frame',
    x: percent(x),
    y: top,
    width: percent(Math.max(width, 0.2)),
    height: barHeight,
    rx: 3,
  })
  const made = item(x, bar.text, href, `bar ${colour} ${end}`, [...parts, frame, barLabel(bar), ...barEnd(bar)])
  return bar.endLabel === '' ? made : { ...made, beside: besideBar(bar) }
}

export function drawPart({ kind, x, width }: DrawnPart): SVGRectElement {
  return draw('rect', { class: `part ${kind}`, x: percent(x), y: top, width: percent(width), height: barHeight })
}

/** An svg of its own cuts the text where the bar ends. */
function barLabel({ x, width, label }: DrawnBar): SVGElement {
  const clip = draw('svg', { x: percent(x), y: 0, width: percent(width), height: rowHeight })
  clip.append(draw('text', { x: 5, y: 17 }, label))
  return clip
}

function besideBar({ x, width, endLabel }: DrawnBar): SVGTextElement {
  return draw('text', { x: percent(x + width), y: 17, dx: 12, class: 'bad', 'aria-hidden': 'true' }, endLabel)
}

function barEnd({ x, width, end }: DrawnBar): SVGElement[] {
  if (end === 'open') return []
  const place = draw('svg', { x: percent(x + width), y: rowHeight / 2, overflow: 'visible', width: 1, height: 1 })
  const d = end === 'failed' ? 'M-5 -5 L5 5 M5 -5 L-5 5' : 'M0 -9 V9'
  place.append(draw('path', { d, class: `ending ${end}` }))
  return [place]
}
