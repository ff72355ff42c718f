import { fillAdvice } from '../../fleet/fill-advice.js'
import type { FleetPageApp, FleetPageData } from '../fleet-page-data.js'
import { breakable, element, make } from './dom.js'
import { timelineView } from './timeline-view.js'

/** Runs in the page that `fleet --html` writes. */

const data = JSON.parse(element('data').textContent ?? '') as FleetPageData
const columns = ['app', 'server', 'state', 'deployed', 'pinned', 'plain', 'chaos', 'newest'] as const
type Column = (typeof columns)[number]

const body = element('rows')
const filter = element('filter') as HTMLInputElement
const states = element('state') as HTMLSelectElement
const count = element('count')

interface Row {
  readonly app: FleetPageApp
  readonly text: string
  readonly row: HTMLTableRowElement
  detail?: HTMLTableRowElement
}

/** How many apps have a name. */
const timesOf = new Map<string, number>()
for (const { app } of data.apps) timesOf.set(app, (timesOf.get(app) ?? 0) + 1)

const rows: Row[] = data.apps.map((app) => ({
  app,
  text: [app.app, app.server, app.recipe ?? '', ...app.findings.map(({ state }) => state)].join('\n').toLowerCase(),
  row: rowOf(app),
}))
let sorted: { column: Column; descending: boolean } | undefined

/** Rows that fill a screen are there at once, the others a moment later: laying out 1,000 takes longer than a key press may. */
const drawnAtOnce = 100
const drawnLater = 300
/** Rows that are shown and not drawn yet. */
let waiting: readonly Row[] = []
let nextDraw: number | undefined

function rowOf(app: FleetPageApp): HTMLTableRowElement {
  const row = make('tr')
  row.id = idOf(app)
  for (const column of columns) {
    const cell = make(column === 'app' ? 'th' : 'td', '', column)
    if (column !== 'app') cell.append(...breakable(app[column]))
    if (column === 'app') {
      cell.setAttribute('scope', 'row')
      const button = make('button')
      button.append(...breakable(app.app))
      button.type = 'button'
      button.setAttribute('aria-expanded', 'false')
      button.addEventListener('click', () => toggle(app))
      cell.append(button)
    }
    if (column === 'state') cell.replaceChildren(make('span', app.state, `state ${data.states[app.state]?.tone ?? ''}`))
    row.append(cell)
  }
  return row
}

/** `#forum.example.com` opens the app; with two of one name the link has the server too. */
function idOf(app: FleetPageApp): string {
  return timesOf.get(app.app) === 1 ? app.app : `${app.server}/${app.app}`
}

function toggle(app: FleetPageApp, open?: boolean): void {
  const found = rows.find((one) => one.app === app)
  const button = found?.row.querySelector('button')
  if (found === undefined || button == null) return
  const isOpen = open ?? found.detail === undefined
  button.setAttribute('aria-expanded', String(isOpen))
  found.detail?.remove()
  delete found.detail
  if (!isOpen) return
  found.detail = detailOf(app)
  found.row.after(found.detail)
}

function detailOf(app: FleetPageApp): HTMLTableRowElement {
  const row = make('tr', '', 'detail')
  const cell = make('td')
  cell.colSpan = columns.length
  const facts = make('dl')
  for (const [name, value] of app.facts) facts.append(make('dt', name), make('dd', value))
  for (const { state, evidence } of app.findings) {
    const finding = make('section')
    finding.append(make('h2', state), make('p', data.states[state]?.title ?? ''))
    const list = make('ul')
    for (const line of evidence) list.append(make('li', line))
    finding.append(list, make('p', `What to do: ${fillAdvice(data.states[state]?.advice ?? '', app)}.`))
    cell.append(finding)
  }
  cell.append(facts)
  if (app.timeline !== undefined)
    cell.append(make('h2', 'The last deploy'), timelineView(app.timeline, `deploy-${data.apps.indexOf(app)}`))
  row.append(cell)
  return row
}

function show(): void {
  const words = filter.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const state = states.value
  const shown = rows.filter(
    ({ app, text }) =>
      words.every((word) => text.includes(word)) &&
      (state === '' || app.findings.some((finding) => finding.state === state)),
  )
  if (sorted !== undefined) {
    const { column, descending } = sorted
    shown.sort((a, b) => (descending ? -1 : 1) * compare(a.app, b.app, column))
  }
  body.replaceChildren()
  waiting = shown
  draw(drawnAtOnce)
  count.textContent = `${shown.length} of ${rows.length} apps`
}

function draw(most = waiting.length): void {
  clearTimeout(nextDraw)
  const now = waiting.slice(0, most)
  waiting = waiting.slice(most)
  body.append(...now.flatMap(({ row, detail }) => (detail === undefined ? [row] : [row, detail])))
  if (waiting.length > 0) nextDraw = setTimeout(draw, 0, drawnLater)
}

function compare(a: FleetPageApp, b: FleetPageApp, column: Column): number {
  if (column === 'state') return a.urgency - b.urgency
  return a[column].localeCompare(b[column], 'en', { numeric: true })
}

function openLinked(): void {
  let linked = location.hash.slice(1)
  try {
    linked = decodeURIComponent(linked)
  } catch {
    // A link that is no encoding names no app.
  }
  const found = rows.find(({ row }) => row.id === linked)
  if (found === undefined) return
  filter.value = ''
  states.value = ''
  show()
  draw()
  toggle(found.app, true)
  found.row.scrollIntoView({ block: 'start' })
  found.row.querySelector('button')?.focus()
}

for (const header of document.querySelectorAll<HTMLElement>('th[data-column]')) {
  header.querySelector('button')?.addEventListener('click', () => {
    const column = header.dataset['column'] as Column
    sorted = { column, descending: sorted?.column === column && !sorted.descending }
    for (const other of document.querySelectorAll('th[data-column]')) other.removeAttribute('aria-sort')
    header.setAttribute('aria-sort', sorted.descending ? 'descending' : 'ascending')
    show()
  })
}
filter.addEventListener('input', show)
states.addEventListener('change', show)
addEventListener('hashchange', openLinked)
addEventListener('beforeprint', () => draw())
show()
openLinked()
document.body.dataset['ready'] = 'yes'
