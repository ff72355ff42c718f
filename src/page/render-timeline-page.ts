import type { DriftFinding } from '../swarm/drift/finding.js'
import { driftInfo } from '../swarm/drift/finding.js'
import type { DeployTimeline } from '../swarm/timeline/deploy-timeline.js'
import { visibleText } from '../visible-text.js'
import { drawTimeline } from './draw-timeline.js'
import { escapeHtml, renderPage, scriptJson } from './html.js'
import { readPageAsset } from './read-page-asset.js'
import { shortened } from './timeline-words.js'
import { verdictTones } from './verdict-tone.js'
import { visibleTexts } from './visible-texts.js'

/** What the page of a deploy shows. */
export interface TimelinePage {
  /** The app, or the stack. */
  readonly name: string
  /** undefined if nothing was seen of the Swarm. */
  readonly timeline?: DeployTimeline
  /** The best first, as explainDrift gives them. */
  readonly findings: readonly DriftFinding[]
  /** How a run ended, in its own words. */
  readonly run?: { readonly ok: boolean; readonly text: string }
  /** The steps of an upgrade. */
  readonly steps?: readonly PageStep[]
}

/** A step of an upgrade. Durations are in milliseconds. */
export interface PageStep {
  readonly step: string
  readonly ok: boolean
  readonly text: string
  /** Since the upgrade began, at the end of the step. */
  readonly elapsedMs: number
  readonly tookMs: number
}

/**
 * A deploy as one HTML file that needs nothing from elsewhere: the verdict, why, and a drawing of what happened when: services as lanes, tasks as bars,
 * changes as marks; below it the same as a list. Texts of labels, checkouts and task errors stay text.
 *
 * @example
 * ```ts
 * const input = { snapshots: [await takeBaseline('forum_example_com')] }
 * const page = renderTimelinePage({ name: 'forum.example.com', timeline: timelineOf(input), findings: explainDrift(input) })
 * page.includes('nothing-expected') // true
 * ```
 */
export function renderTimelinePage(page: TimelinePage): string {
  const { name, timeline } = page
  return renderPage({
    title: visibleText(`${name}: ${timeline?.verdict ?? page.run?.text ?? 'nothing was seen'}`),
    body: bodyOf(page),
    data: scriptJson(timeline === undefined ? null : visibleTexts(drawTimeline(timeline))),
    script: readPageAsset('timeline-page.js'),
    style: `${readPageAsset('page.css')}${readPageAsset('timeline.css')}`,
  })
}

function bodyOf(page: TimelinePage): string {
  const { name, timeline, findings, run, steps = [] } = page
  const of = timeline === undefined ? '' : `<p class="quiet">${shown(boundsText(timeline))}</p>`
  const drawing =
    timeline === undefined
      ? ''
      : `<h2>What happened when</h2>
<noscript><p>This page needs its script for the drawing and the list of events.</p></noscript>
<div id="timeline"></div>`
  return `<main>
<h1>${shown(name)}</h1>
${of}
${run === undefined ? '' : `<p class="verdict">Run: <span class="${run.ok ? 'fine' : 'bad'}">${shown(run.text)}</span></p>`}
${timeline === undefined ? '' : swarmHtml(timeline)}
${findings.map(findingHtml).join('\n')}
${drawing}
${stepsHtml(steps)}
</main>`
}

function swarmHtml({ verdict, stamp, expected }: DeployTimeline): string {
  const deployed = `deployed: ${stamp ?? 'unknown'}${expected === undefined ? '' : ` · expected: ${expected}`}`
  return `<p class="verdict">Swarm: <span class="state ${verdictTones[verdict]}">${verdict}</span> · ${shown(deployed)}</p>`
}

function boundsText({ stack, snapshots }: DeployTimeline): string {
  const [first, last] = [snapshots[0]?.at, snapshots.at(-1)?.at]
  return `Stack ${stack}, ${first === last ? `seen ${first}` : `watched from ${first} to ${last}`}`
}

function findingHtml({ kind, certainty, evidence, advice }: DriftFinding): string {
  const { title, role } = driftInfo[kind]
  const tone = role === 'answer' ? 'fine' : role === 'remark' ? 'quiet' : certainty === 'certain' ? 'bad' : 'odd'
  return `<section class="finding ${tone}">
<h2><span class="${tone}">${kind} (${certainty})</span></h2>
<p>${shown(title)}</p>
<ul>${evidence.map((line) => `<li>${shown(line)}</li>`).join('')}</ul>
<p>What to do: ${shown(advice)}.</p>
</section>`
}

function stepsHtml(steps: readonly PageStep[]): string {
  if (steps.length === 0) return ''
  const rows = steps.map(
    ({ step, ok, text, elapsedMs, tookMs }) =>
      `<tr><td>${seconds(elapsedMs)}</td><td>${seconds(tookMs)}</td><th scope="row" class="${ok ? '' : 'bad'}">${shown(step)}${ok ? '' : ' failed'}</th><td>${shown(text)}</td></tr>`,
  )
  return `<div class="table steps" tabindex="0" role="region" aria-label="Steps">
<table>
<caption>Steps of the upgrade, by the clock of the machine that ran it</caption>
<thead><tr><th scope="col">Ended after</th><th scope="col">Took</th><th scope="col">Step</th><th scope="col">Result</th></tr></thead>
<tbody>${rows.join('')}</tbody>
</table>
</div>`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** A text of a label, checkout or task error as HTML. */
function shown(text: string): string {
  return escapeHtml(visibleText(shortened(text)))
}
