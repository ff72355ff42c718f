import { abraDir } from '../app/abra-dir.js'
import type { App } from '../app/app.js'
import { parseLabels, stampOf } from '../app/deploy-labels.js'
import { readUserFile } from '../app/files/read-user-file.js'
import { listApps } from '../app/list-apps.js'
import { readApp } from '../app/read-app.js'
import { defined } from '../defined.js'
import { readRun } from '../harness/run/read-run.js'
import { driftInputOf, type RunRecord } from '../harness/run/run-record.js'
import { recipeDir } from '../recipe/recipe-folder.js'
import { connectSwarm } from '../swarm/docker/docker.js'
import type { CheckoutEvidence, DriftInput } from '../swarm/drift/drift-facts.js'
import { explainDrift } from '../swarm/drift/explain-drift.js'
import { driftInfo } from '../swarm/drift/finding.js'
import { parseRecording } from '../swarm/drift/recording.js'
import { timeline } from '../swarm/drift/timeline.js'
import { demandStack } from '../swarm/identity.js'
import { parseBaseline } from '../swarm/snapshot/parse-baseline.js'
import { appService, type Snapshot } from '../swarm/snapshot/snapshot.js'
import { takeSnapshot } from '../swarm/snapshot/take-snapshot.js'
import type { CommandOutput, OptionValues } from './command.js'
import { exitCodes } from './exit-codes.js'
import { readCheckout } from './read-checkout.js'
import { renderDrift } from './render-drift.js'
import { readStackArgument, textOf } from './swarm-options.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'
import { largestBaseline } from './wait.js'

/** Prints why the deployed version of a stack is not the expected one. @throws as connectSwarm, takeSnapshot and readRun */
export async function explainStack(positionals: readonly string[], values: OptionValues): Promise<CommandOutput> {
  const gathered = await gather(positionals, values)
  if ('ended' in gathered) return sayEnded(gathered.ended, values['json'] === true)
  const { input, notes } = gathered
  const findings = explainDrift(input)
  const entries = timeline(input)
  const stack = input.snapshots[0]?.stack
  const fine = findings[0] !== undefined && driftInfo[findings[0].kind].role === 'answer'
  const described = findings.map((finding) => ({ ...finding, ...driftInfo[finding.kind] }))
  const json = { schema: 1, stack, expected: input.expected ?? null, findings: described, timeline: entries }
  return {
    stdout: values['json'] === true ? toJson(json) : renderDrift(findings, entries).join('\n'),
    stderr: notes.map(oneLine),
    exitCode: input.expected === undefined || fine ? exitCodes.ok : exitCodes.no,
  }
}

interface Gathered {
  readonly input: DriftInput
  readonly notes: readonly string[]
}

/** A run that ended before a deploy: only its own verdict can be shown. */
type Ended = { readonly ended: RunRecord }

async function gather(positionals: readonly string[], values: OptionValues): Promise<Gathered | Ended> {
  const [recording, run] = [textOf(values, 'recording'), textOf(values, 'run')]
  if (recording === undefined && run === undefined) return live(positionals, values)
  if (recording !== undefined && run !== undefined)
    throw usage('--recording and --run contradict each other', '--run', 'give one of them')
  const option = run === undefined ? '--recording' : '--run'
  for (const name of ['since', 'after'] as const) {
    if (textOf(values, name) !== undefined)
      throw usage(`--${name} and ${option} contradict each other`, `--${name}`, 'what was kept holds both')
  }
  if (recording !== undefined) {
    const kept = parseRecording(readUserFile(recording, largestBaseline).toString('utf8'), recording)
    return replay(kept, values)
  }
  const record = readRun(run ?? '')
  const kept = driftInputOf(record)
  if (kept === undefined || endedBeforeHead(record)) return { ended: record }
  return replay(kept, values, [`the run ended ${shownVerdict(record)}`])
}

async function replay(kept: DriftInput, values: OptionValues, said: readonly string[] = []): Promise<Gathered> {
  const expected = textOf(values, 'expect') ?? kept.expected
  const last = kept.snapshots.at(-1)
  const { checkout = kept.checkout, notes } = await checkoutOf(values, undefined, last, expected)
  const input = { ...kept, ...defined({ expected, checkout }), strict: values['strict'] === true }
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

function sayEnded(record: RunRecord, asJson: boolean): CommandOutput {
  const { stack, verdict, expected = null, goesOn, handedOver } = record
  const before = handedOver === 'base' ? 'the head was deployed' : 'a deploy'
  const text = [`the run ended before ${before}: ${shownVerdict(record)}`, ...(goesOn === undefined ? [] : [goesOn])]
  const json = { schema: 1, stack, expected, verdict, ...defined({ goesOn }), findings: [], timeline: [] }
  const exitCode = verdict.ok ? exitCodes.ok : exitCodes.no
  return { stdout: asJson ? toJson(json) : text.map(oneLine).join('\n'), stderr: [], exitCode }
}

function shownVerdict({ verdict: { kind, reason } }: RunRecord): string {
  return reason === '' ? kind : `${kind}: ${reason}`
}

async function live(positionals: readonly string[], values: OptionValues): Promise<Gathered> {
  const { stack, app, docker } = await readStackArgument('explain', positionals, values)
  const baseline = readBaseline(values, 'since', stack)
  const deployed = readBaseline(values, 'after', stack)
  const reader = await connectSwarm(docker)
  try {
    const now = await takeSnapshot(reader, stack)
    if (baseline === undefined) await demandStack(reader, now)
    const expected = textOf(values, 'expect')
    const { checkout, notes } = await checkoutOf(values, app, now, expected)
    const apps = await appsOf(values)
    const found = defined({ expected, baseline, deployed, checkout, apps })
    return { input: { ...found, snapshots: [now], strict: values['strict'] === true }, notes }
  } finally {
    reader.close()
  }
}

function readBaseline(values: OptionValues, name: 'since' | 'after', stack: string): Snapshot | undefined {
  const path = textOf(values, name)
  if (path === undefined) return undefined
  return parseBaseline(readUserFile(path, largestBaseline).toString('utf8'), path, stack)
}

/** A checkout that was named must exist; the app's own may be missing, then findings say less. */
async function checkoutOf(
  values: OptionValues,
  app: App | undefined,
  now: Snapshot | undefined,
  expected: string | undefined,
): Promise<{ checkout?: CheckoutEvidence; notes: string[] }> {
  const named = textOf(values, 'checkout')
  const spec = now && appService(now)?.spec
  const stamp = spec && stampOf(parseLabels(spec.labels, now.stack))
  if (named !== undefined) return { checkout: await readCheckout(named, stamp, expected, false), notes: [] }
  if (app === undefined) return { notes: [] }
  try {
    const dir = recipeDir(abraDir(defined({ abraDir: textOf(values, 'abra-dir') })), app.recipe.name)
    return { checkout: await readCheckout(dir, stamp, expected, false), notes: [] }
  } catch (error) {
    return { notes: [`the checkout cannot be read: ${error instanceof Error ? error.message : String(error)}`] }
  }
}

/** Every app, to find those that share the stack. App files that cannot be read are left out. */
async function appsOf(values: OptionValues): Promise<DriftInput['apps']> {
  try {
    const { apps } = await listApps(abraDir(defined({ abraDir: textOf(values, 'abra-dir') })))
    const read = await Promise.all(apps.map((place) => readApp(place).catch(() => undefined)))
    return read.filter((app) => app !== undefined)
  } catch {
    return undefined
  }
}
