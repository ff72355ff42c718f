import type { TimelineDrawing } from '../timeline-drawing.js'
import { draw, make, percent } from './dom.js'
import { drawLane, drawPart, drawShape } from './draw-lane.js'
import { moveByKeys } from './move-by-keys.js'

const flagHeight = 18
const axisHeight = 20
const cutHeight = 14
const mostZoom = 4

/**
 * A timeline as a drawing, its legend, and the list of its events.
 *
 * @param prefix makes the ids of this one unique in the page
 */
export function timelineView(drawing: TimelineDrawing, prefix: string): HTMLElement {
  const view = make('div', '', 'timeline')
  const hrefOf = (event: number) => `#${event < 0 ? `${prefix}-events` : `${prefix}-${event}`}`
  const lanes = drawing.lanes.map((lane) => drawLane(lane, hrefOf))
  const rows = lanes.flatMap(([, items]) => items).filter((row) => row.length > 0)
  const sheet = make('div', '', 'sheet zoom-0')
  sheet.append(rules(drawing), flags(drawing), axis(drawing), ...lanes.map(([lane]) => lane))
  const frame = make('div', '', 'drawing')
  frame.tabIndex = 0
  frame.setAttribute('role', 'region')
  frame.setAttribute('aria-label', `Drawing: ${drawing.label}`)
  frame.append(sheet)
  const selected = make('p', '', 'selected')
  selected.textContent = hint
  moveByKeys(rows, (item) => {
    selected.textContent = item.text
  })
  view.append(tools(frame, sheet), frame, selected, legend(), notes(drawing), list(drawing, prefix))
  return view
}

const hint = 'Point at a bar or a mark, or reach one by Tab and the arrow keys; Enter leads to its event in the list.'

function tools(frame: HTMLElement, sheet: HTMLElement): HTMLElement {
  let zoom = 0
  const set = (next: number) => {
    const middle = (frame.scrollLeft + frame.clientWidth / 2) / sheet.clientWidth
    zoom = Math.min(Math.max(next, 0), mostZoom)
    sheet.className = `sheet zoom-${zoom}`
    frame.scrollLeft = middle * sheet.clientWidth - frame.clientWidth / 2
    wider.disabled = zoom === mostZoom
    narrower.disabled = zoom === 0
  }
  const button = (text: string, step: number) => {
    const made = make('button', text)
    made.type = 'button'
    made.addEventListener('click', () => set(zoom + step))
    return made
  }
  const [wider, narrower] = [button('Zoom in (+)', 1), button('Zoom out (−)', -1)]
  narrower.disabled = true
  frame.addEventListener('keydown', ({ key }) => {
    if (key === '+' || key === '=') set(zoom + 1)
    if (key === '-') set(zoom - 1)
  })
  const line = make('div', '', 'tools')
  line.append(wider, narrower)
  return line
}

function overlay(className: string, height: number | string): SVGSVGElement {
  return draw('svg', { class: className, height, 'aria-hidden': 'true', focusable: 'false' })
}

/** Lines through all lanes, and the stretches that are cut out. */
function rules({ flags: moments, breaks, ticks }: TimelineDrawing): SVGSVGElement {
  const svg = overlay('rules', '100%')
  for (const { x, width } of breaks)
    svg.append(draw('rect', { class: 'break', x: percent(x), y: 0, width: percent(width), height: '100%' }))
  for (const { x, level } of ticks)
    svg.append(draw('line', { class: `tick level-${level}`, x1: percent(x), x2: percent(x), y1: 0, y2: '100%' }))
  for (const { x, tone, row } of moments)
    svg.append(
      draw('line', { class: `rule ${tone}`, x1: percent(x), x2: percent(x), y1: row * flagHeight + 4, y2: '100%' }),
    )
  return svg
}

function flags({ flags: moments }: TimelineDrawing): HTMLElement {
  const rows = moments.reduce((most, { row }) => Math.max(most, row + 1), 0)
  const svg = overlay('plot', rows * flagHeight)
  for (const { x, text, tone, row } of moments) {
    const isLeft = x > 50
    const anchor = isLeft ? 'end' : 'start'
    const place = { x: percent(x), y: row * flagHeight + 13, dx: isLeft ? -5 : 5, 'text-anchor': anchor }
    svg.append(draw('text', { ...place, class: `flag ${tone}` }, text))
  }
  return line('', svg)
}

function axis({ ticks, breaks }: TimelineDrawing): HTMLElement {
  // The length of a cut stands below the times, which it would cover.
  const svg = overlay('plot', breaks.length === 0 ? axisHeight : axisHeight + cutHeight)
  for (const { x, label, level } of ticks)
    svg.append(draw('text', { class: `tick level-${level}`, x: percent(x), y: 14, dx: 3 }, label))
  for (const { x, width, label } of breaks)
    svg.append(
      draw('text', { class: 'cut', x: percent(x + width / 2), y: 14 + cutHeight, 'text-anchor': 'middle' }, label),
    )
  return line('UTC', svg)
}

function line(name: string, svg: SVGSVGElement): HTMLElement {
  const made = make('div', '', 'row')
  made.append(make('div', name, 'place'), svg)
  return made
}

function legend(): HTMLElement {
  const list = make('ul', '', 'legend')
  const add = (text: string, className: string, ...shown: SVGElement[]) => {
    const sample = draw('svg', { width: 34, height: 26, 'aria-hidden': 'true', class: className })
    sample.append(...shown)
    const entry = make('li')
    entry.append(sample, text)
    list.append(entry)
  }
  const whole = { x: 0, width: 100 }
  add('created, not seen yet', 'bar spec-1', drawPart({ kind: 'unseen', ...whole }))
  add('starting', 'bar spec-1', drawPart({ kind: 'starting', ...whole }))
  add('running', 'bar spec-1', drawPart({ kind: 'running', ...whole }))
  add('told to stop', 'bar spec-1', drawPart({ kind: 'stopping', ...whole }))
  add('running, former spec', 'bar spec-0', drawPart({ kind: 'running', ...whole }))
  const at = { x: 17, y: 13, overflow: 'visible' }
  add('failed', 'bar', draw('svg', at, draw('path', { d: 'M-5 -5 L5 5 M5 -5 L-5 5', class: 'ending failed' })))
  for (const [text, shape, tone] of [
    ['new spec', 'spec', 'busy'],
    ['labels alone', 'labels', 'busy'],
    ['update', 'update', 'busy'],
    ['rollback', 'rollback', 'bad'],
  ] as const)
    add(text, '', draw('svg', at, drawShape(shape, tone)))
  return list
}

function notes({ notes: sentences }: TimelineDrawing): HTMLElement {
  const made = make('div', '', 'quiet')
  made.append(...sentences.map((sentence) => make('p', sentence)))
  return made
}

/** The same as text. */
function list({ events }: TimelineDrawing, prefix: string): HTMLElement {
  const table = make('table')
  table.id = `${prefix}-events`
  table.append(make('caption', 'Every event, in order of time (UTC, by the manager’s clock)'))
  const head = make('tr')
  for (const text of ['Time', 'Since the deploy', 'Service', 'What']) {
    const cell = make('th', text)
    cell.scope = 'col'
    head.append(cell)
  }
  const top = make('thead')
  top.append(head)
  const body = make('tbody')
  for (const [place, { time, after, service, text, tone }] of events.entries()) {
    const row = make('tr')
    row.id = `${prefix}-${place}`
    row.tabIndex = -1
    row.append(
      make('td', time, 'time'),
      make('td', after, 'after'),
      make('td', service),
      make('td', text, `what ${tone}`),
    )
    body.append(row)
  }
  table.append(top, body)
  const frame = make('div', '', 'table events')
  frame.tabIndex = 0
  frame.setAttribute('role', 'region')
  frame.setAttribute('aria-label', 'Events')
  frame.append(table)
  return frame
}
