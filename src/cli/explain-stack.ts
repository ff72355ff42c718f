import { readUserFile } from '../app/files/read-user-file.js'
import { defined } from '../defined.js'
import type { WorktreeOptions } from '../git/worktree/worktree-options.js'
import { readRun } from '../harness/run/read-run.js'
import { driftInputOf, type RunRecord } from '../harness/run/run-record.js'
import { abraWaitReport } from '../swarm/assess/abra-wait-report.js'
import { assess } from '../swarm/assess/assess.js'
import { connectSwarm } from '../swarm/docker/docker.js'
import type { DriftInput } from '../swarm/drift/drift-facts.js'
import { explainDrift } from '../swarm/drift/explain-drift.js'
import { type DriftFinding, driftInfo } from '../swarm/drift/finding.js'
import { parseRecording } from '../swarm/drift/recording.js'
import { timeline } from '../swarm/drift/timeline.js'
import { type ReadDriftInput, readCheckoutOf, readDriftInput } from '../swarm/explain/read-drift-input.js'
import { parseBaseline } from '../swarm/snapshot/parse-baseline.js'
import type { Snapshot } from '../swarm/snapshot/snapshot.js'
import { timelineOf } from '../swarm/timeline/timeline-of.js'
import { paint } from './colour.js'
import type { CommandOutput, OptionValues } from './command.js'
import { exitCodes } from './exit-codes.js'
import { tellingHashed } from './hash-progress.js'
import { asAbraJson, renderAsAbra } from './render-as-abra.js'
import { renderDrift } from './render-drift.js'
import { readStackArgument, textOf } from './swarm-options.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'
import { largestBaseline } from './wait.js'
import { withJunitOfError, writeJunit } from './write-junit.js'
import { type PageRequest, writeTimelinePage } from './write-timeline-page.js'

/** Prints why the deployed version of a stack is not the expected one. @throws as connectSwarm, takeSnapshot and readRun */
export async function explainStack(positionals: readonly string[], values: OptionValues): Promise<CommandOutput> {
  return withJunitOfError(textOf(values, 'junit'), 'stamp', () => explained(positionals, values))
}

async function explained(positionals: readonly string[], values: OptionValues): Promise<CommandOutput> {
  const gathered = await tellingHashed((onHashProgress) => gather(positionals, values, { onHashProgress }))
  if ('ended' in gathered) return sayEnded(gathered.ended, values)
  const { input, notes, run } = gathered
  const findings = explainDrift(input)
  const entries = timeline(input)
  const stack = input.snapshots[0]?.stack
  const fine = findings[0] !== undefined && driftInfo[findings[0].kind].role === 'answer'
  const described = findings.map((finding) => ({ ...finding, ...driftInfo[finding.kind] }))
  const asAbra = values['as-abra'] === true ? readAsAbra(input) : undefined
  const json = {
    ...{ schema: 1, stack, expected: input.expected ?? null, findings: described, timeline: entries },
    deploy: timelineOf(input),
    ...(asAbra === undefined ? {} : { asAbra: asAbraJson(asAbra.report, asAbra.ok) }),
  }
  const lines = [
    ...renderDrift(findings, entries, paintHeading),
    ...(asAbra === undefined ? [] : ['', renderAsAbra(asAbra.report, asAbra.ok)]),
  ]
  const isExpected = input.expected === undefined || fine
  const text = renderDrift(findings, []).join('\n')
  reportTest(values, { stack: stack ?? '', expected: input.expected, text }, isExpected ? undefined : findings[0])
  await writePage(values, {
    name: nameOf(positionals, run, stack),
    input,
    findings,
    ...defined({ run: run && runText(run) }),
  })
  return {
    stdout: values['json'] === true ? toJson(json) : lines.join('\n'),
    stderr: notes.map(oneLine),
    exitCode: isExpected ? exitCodes.ok : exitCodes.no,
  }
}

/** One test, which fails where the exit code is 1. */
function reportTest(
  values: OptionValues,
  { stack, expected, text }: { stack: string; expected: string | undefined; text: string },
  why: { readonly kind: string; readonly evidence: readonly string[] } | undefined,
): void {
  const path = textOf(values, 'junit')
  if (path === undefined) return
  const name = expected === undefined ? `${stack} is described` : `${stack} is ${expected}`
  const failure = why && { type: why.kind, message: `${why.kind}: ${why.evidence[0] ?? ''}`, text }
  writeJunit(path, `stamp of ${stack}`, [{ name, ...defined({ failure }) }])
}

async function writePage(values: OptionValues, page: PageRequest): Promise<void> {
  const path = textOf(values, 'html')
  if (path !== undefined) await writeTimelinePage(path, page)
}

function nameOf(positionals: readonly string[], run: RunRecord | undefined, stack = ''): string {
  return positionals[0] ?? run?.app.name ?? stack
}

function runText(run: RunRecord) {
  return { ok: run.verdict.ok, text: `the run ended ${shownVerdict(run)}` }
}

/** On a live Swarm abra is taken to wait from now on, or since `--after`. */
function readAsAbra({ baseline, deployed, snapshots }: DriftInput) {
  const taken = deployed === undefined ? snapshots : [deployed, ...snapshots]
  const now = snapshots.at(-1)
  return { report: abraWaitReport(taken, baseline), ok: now !== undefined && assess(baseline, now).ok }
}

function paintHeading({ kind, certainty }: DriftFinding, heading: string): string {
  const { role } = driftInfo[kind]
  if (role === 'answer') return paint(1, 'good', heading)
  return paint(1, role === 'remark' ? 'aside' : certainty === 'certain' ? 'bad' : 'doubtful', heading)
}

/** A run that ended before a deploy: only its own verdict can be shown. */
type Ended = { readonly ended: RunRecord }

type Gathered = ReadDriftInput & { readonly run?: RunRecord }

async function gather(
  positionals: readonly string[],
  values: OptionValues,
  reading: WorktreeOptions,
): Promise<Gathered | Ended> {
  const [recording, run] = [textOf(values, 'recording'), textOf(values, 'run')]
  if (recording === undefined && run === undefined) return live(positionals, values, reading)
  if (recording !== undefined && run !== undefined)
    throw usage('--recording and --run contradict each other', '--run', 'give one of them')
  const option = run === undefined ? '--recording' : '--run'
  for (const name of ['since', 'after'] as const) {
    if (textOf(values, name) !== undefined)
      throw usage(`--${name} and ${option} contradict each other`, `--${name}`, 'what was kept holds both')
  }
  if (recording !== undefined) {
    const kept = parseRecording(readUserFile(recording, largestBaseline).toString('utf8'), recording)
    return replay(kept, values, reading)
  }
  const record = readRun(run ?? '')
  const kept = driftInputOf(record)
  if (kept === undefined || endedBeforeHead(record)) return { ended: record }
  const said = [`the run ended ${shownVerdict(record)}`, ...(record.warnings ?? [])]
  return { ...(await replay(kept, values, reading, said)), run: record }
}

async function replay(
  kept: DriftInput,
  values: OptionValues,
  reading: WorktreeOptions,
  said: readonly string[] = [],
): Promise<ReadDriftInput> {
  const asked = { ...reading, ...defined({ expected: kept.expected }), ...askedOf(values) }
  const { checkout = kept.checkout, notes } = await readCheckoutOf(asked, kept.snapshots.at(-1))
  const { expected, strict, remarks } = asked
  const input = { ...kept, ...defined({ expected, checkout }), strict, remarks }
  return { input, notes: [...said, ...notes] }
}

/** Without a deploy of the head that the Swarm has, what was seen explains nothing: the run's own reason is the cause. */
function endedBeforeHead({ verdict, handedOver, baselines }: RunRecord): boolean {
  if (handedOver === 'nothing') return true
  // While the base is waited for, what is seen of it explains why it does not arrive.
  return (
    handedOver === 'base' && (verdict.kind === 'stopped' || verdict.kind === 'refused' || baselines.head !== undefined)
  )
}

async function sayEnded(record: RunRecord, values: OptionValues): Promise<CommandOutput> {
  const { stack, verdict, expected = null, goesOn, handedOver, warnings } = record
  const before = handedOver === 'base' ? 'the head was deployed' : 'a deploy'
  const ended = `the run ended before ${before}: ${shownVerdict(record)}`
  const text = [ended, ...(warnings ?? []), ...(goesOn === undefined ? [] : [goesOn])]
  const json = { schema: 1, stack, expected, verdict, ...defined({ goesOn, warnings }), findings: [], timeline: [] }
  const exitCode = verdict.ok ? exitCodes.ok : exitCodes.no
  const why = verdict.ok ? undefined : { kind: verdict.kind, evidence: [verdict.reason] }
  reportTest(values, { stack, expected: record.expected, text: text.join('\n') }, why)
  const said = { ok: verdict.ok, text: text.join('; ') }
  await writePage(values, { name: record.app.name, findings: [], run: said })
  const stdout = values['json'] === true ? toJson(json) : text.map(oneLine).join('\n')
  return { stdout, stderr: [], exitCode }
}

function shownVerdict({ verdict: { kind, reason } }: RunRecord): string {
  return reason === '' ? kind : `${kind}: ${reason}`
}

async function live(
  positionals: readonly string[],
  values: OptionValues,
  reading: WorktreeOptions,
): Promise<ReadDriftInput> {
  const { stack, app, docker } = await readStackArgument('explain', positionals, values)
  const baseline = readBaseline(values, 'since', stack)
  const deployed = readBaseline(values, 'after', stack)
  const question = {
    stack,
    ...reading,
    ...defined({ app, baseline, deployed, abraDir: textOf(values, 'abra-dir') }),
    ...askedOf(values),
  }
  const reader = await connectSwarm(docker)
  try {
    return await readDriftInput(reader, question)
  } finally {
    reader.close()
  }
}

function askedOf(values: OptionValues) {
  const [expected, checkout] = [textOf(values, 'expect'), textOf(values, 'checkout')]
  return { ...defined({ expected, checkout }), strict: values['strict'] === true, remarks: values['remarks'] === true }
}

function readBaseline(values: OptionValues, name: 'since' | 'after', stack: string): Snapshot | undefined {
  const path = textOf(values, name)
  if (path === undefined) return undefined
  return parseBaseline(readUserFile(path, largestBaseline).toString('utf8'), path, stack)
}
