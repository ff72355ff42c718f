import { defined } from '../defined.js'
import type { Fleet, FleetApp, FleetPrediction } from '../fleet/fleet.js'
import { type FleetState, fleetStateInfo, fleetStates } from '../fleet/fleet-state.js'
import { shownPrediction } from '../fleet/shown-prediction.js'
import { visibleText } from '../visible-text.js'
import { type FleetPageOptions, fleetDrawings } from './fleet-drawings.js'
import type { FleetPageApp, FleetPageData, FleetPageState } from './fleet-page-data.js'
import { escapeHtml, renderPage, scriptJson } from './html.js'
import { readPageAsset } from './read-page-asset.js'
import { visibleTexts } from './visible-texts.js'

const tones: Readonly<Record<FleetState, FleetPageState['tone']>> = {
  unreachable: 'bad',
  unreadable: 'bad',
  'shared-stack': 'bad',
  failed: 'bad',
  'rolled-back': 'bad',
  paused: 'bad',
  blocked: 'bad',
  updating: 'busy',
  drifted: 'odd',
  'unknown-version': 'odd',
  dirty: 'odd',
  chaos: 'odd',
  behind: 'odd',
  ahead: 'odd',
  'not-compared': 'quiet',
  'no-tasks': 'quiet',
  'not-deployed': 'quiet',
  current: 'fine',
}

const headers = [
  ['app', 'App'],
  ['server', 'Server'],
  ['state', 'State'],
  ['deployed', 'Deployed'],
  ['pinned', 'Pinned'],
  ['plain', 'Plain deploy'],
  ['chaos', 'Chaos deploy'],
  ['newest', 'Newest release'],
] as const

/**
 * The fleet as one HTML file that needs nothing from elsewhere: a table that can be sorted and filtered, and each app with its findings; with `snapshots`
 * also the last deploy as a timeline, where it did not end well. Texts of labels, checkouts and task errors stay text.
 *
 * @example
 * ```ts
 * const page = renderFleetPage(await readFleet())
 * page.includes('forum.example.com') // true
 * ```
 */
export function renderFleetPage(fleet: Fleet, options: FleetPageOptions = {}): string {
  const drawings = fleetDrawings(fleet, options)
  const apps = fleet.apps.map((app) => ({ ...pageApp(app), ...defined({ timeline: drawings.get(app) }) }))
  const data: FleetPageData = { states: statesOf(), apps }
  return renderPage({
    title: `Fleet, ${fleet.takenAt}`,
    body: bodyOf(fleet),
    data: scriptJson(visibleTexts(data)),
    script: readPageAsset('fleet-page.js'),
    style: `${readPageAsset('page.css')}${readPageAsset('timeline.css')}`,
  })
}

function bodyOf(fleet: Fleet): string {
  const present = fleetStates.filter((state) =>
    fleet.apps.some(({ findings }) => findings.some((one) => one.state === state)),
  )
  const options = present.map((state) => `<option>${state}</option>`).join('')
  const heads = headers
    .map(
      ([column, text]) =>
        `<th scope="col" class="${column}" data-column="${column}"><button type="button">${text}</button></th>`,
    )
    .join('')
  return `<main>
<h1>Fleet</h1>
<p class="quiet">Read <time datetime="${escapeHtml(fleet.takenAt)}">${escapeHtml(fleet.takenAt)}</time></p>
${fleet.servers.map(serverNote).join('')}
<div class="controls">
<div><label for="filter">Filter by app, server, recipe or state</label><input type="search" id="filter" autocomplete="off"></div>
<div><label for="state">State</label><select id="state"><option value="">all</option>${options}</select></div>
<p id="count" role="status"></p>
</div>
<noscript><p>This page needs its script to show the apps.</p></noscript>
<div class="table" tabindex="0" role="region" aria-label="Apps">
<table>
<thead><tr>${heads}</tr></thead>
<tbody id="rows"></tbody>
</table>
</div>
</main>`
}

function serverNote({ name, error, unknownStacks }: Fleet['servers'][number]): string {
  const failed = error === undefined ? '' : `<p class="bad">${escapeHtml(visibleText(`${name}: ${error.message}`))}</p>`
  if (unknownStacks.length === 0) return failed
  return `${failed}<p>${escapeHtml(visibleText(`Stacks of ${name} that no app file names: ${unknownStacks.join(', ')}`))}</p>`
}

function statesOf(): Record<string, FleetPageState> {
  return Object.fromEntries(
    fleetStates.map((state) => {
      const { title, advice } = fleetStateInfo[state]
      return [state, { title, advice, tone: tones[state] }]
    }),
  )
}

function pageApp(app: FleetApp): FleetPageApp {
  const { stamp } = app.deployed ?? {}
  return {
    app: app.app,
    server: app.server,
    ...(app.recipe === undefined ? {} : { recipe: app.recipe }),
    state: app.state,
    urgency: fleetStates.indexOf(app.state),
    deployed: app.deployed === undefined ? '' : (stamp ?? 'unknown'),
    pinned: app.pinned ?? '',
    plain: shownPrediction(app.plain) ?? '',
    chaos: shownPrediction(app.chaos) ?? '',
    newest: app.newest ?? '',
    findings: app.findings,
    facts: factsOf(app),
  }
}

function factsOf({
  server,
  recipe,
  stack,
  deployed,
  pinned,
  plain,
  chaos,
  newest,
  warnings = [],
}: FleetApp): [string, string][] {
  const facts: [string, string | undefined][] = [
    ['server', server],
    ['recipe', recipe],
    ['stack', stack],
    ['image', deployed?.image],
    ['last written', deployed?.updatedAt],
    ['Swarm', deployed && `${deployed.verdict}: ${deployed.reason}`],
    ['pinned', pinned],
    ['plain deploy', plain && inFull(plain)],
    ['chaos deploy', chaos && inFull(chaos)],
    ['newest release', newest],
    ...warnings.map(({ text }): [string, string] => ['warning', text]),
  ]
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]))
}

function inFull(prediction: FleetPrediction): string {
  if ('version' in prediction) return prediction.version
  return 'refusal' in prediction ? `refused: ${prediction.message}` : prediction.error.message
}
