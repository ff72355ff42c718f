import { readUserFile } from '../app/files/read-user-file.js'
import { writeOutput } from '../app/files/write-output.js'
import { meetsExpectation } from '../decide/expectation.js'
import { defined } from '../defined.js'
import { abraWaitReport } from '../swarm/assess/abra-wait-report.js'
import { connectSwarm } from '../swarm/docker/docker.js'
import { KeptSnapshots } from '../swarm/drift/kept-snapshots.js'
import { type Recording, withoutRepeats } from '../swarm/drift/recording.js'
import { parseBaseline } from '../swarm/snapshot/parse-baseline.js'
import type { Snapshot } from '../swarm/snapshot/snapshot.js'
import { stampIn } from '../swarm/snapshot/stamp-in.js'
import { type WaitResult, waitForConvergence } from '../swarm/wait.js'
import type { WaitChange } from '../swarm/wait-change.js'
import { BoundedLines } from './bounded-lines.js'
import type { Command, OptionValues } from './command.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import { type FailedLog, readFailedLogs, renderLog } from './failed-logs.js'
import { listenForSignals } from './listen-for-signals.js'
import { nodeStream } from './node-stream.js'
import { durationHelp, parseDuration } from './parse-duration.js'
import { stderr, stdout } from './print.js'
import { asAbraJson, renderAsAbra } from './render-as-abra.js'
import { renderChange, renderEnd } from './render-wait.js'
import { readStackArgument, swarmHelp, swarmOptions, textOf } from './swarm-options.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'
import { writeTimelinePage } from './write-timeline-page.js'

/** The services of a stack of hundreds come to a few megabytes. */
export const largestBaseline = 64 * 1024 * 1024

export const waitCommand: Command = {
  name: 'wait',
  synopsis: 'APP|STACK [options]',
  help: `Start it when the deploy has been handed over. Prints the verdict and the version on stdout. Each
change goes to stderr, and each failing task with its whole error. Ctrl-C and SIGTERM end the
waiting, never the deploy.

${swarmHelp}
  --since FILE            what identity --json printed before the deploy; without it an update that
                          has ended counts as this one
  --timeout DURATION      ${durationHelp}
                          (default: the label coop-cloud.STACK.timeout, else 300)
  --fail-blocked DURATION give up, with exit code 1, when no node takes a task, or each one rejects
                          it, for so long; without it Swarm's next try is waited for
  --logs LINES            print the last lines of the last failed task of each service
  --as-abra               say also what an abra app deploy that waits would have reported
  --record FILE           keep what was seen, for explain --recording
  --checkout DIR          with --record: keep also what makes this checkout dirty, and where the
                          deployed commit stands
  --html FILE             also write one HTML page that needs no network: a drawing of what happened
                          when, and why
  --json                  one JSON object a line: each change, and at last the outcome

Exit codes: 0 as deployed, 1 failed, rolled back, paused, gone or (--fail-blocked) blocked, or not
the expected version, 2 it cannot be known, 124 timed out, 130 interrupted, 143 ended by SIGTERM.`,
  options: {
    ...swarmOptions,
    since: { type: 'string' },
    timeout: { type: 'string' },
    'fail-blocked': { type: 'string' },
    logs: { type: 'string' },
    'as-abra': { type: 'boolean' },
    record: { type: 'string' },
    html: { type: 'string' },
    checkout: { type: 'string' },
  },
  async run(positionals, values) {
    const { stack, docker } = await readStackArgument('wait', positionals, values)
    const timeoutMs = readDuration(values, 'timeout')
    const failBlockedMs = readDuration(values, 'fail-blocked')
    const logLines = readLines(values)
    const checkout = textOf(values, 'checkout')
    if (checkout !== undefined && textOf(values, 'record') === undefined)
      throw usage('--checkout needs --record', '--checkout', 'add --record FILE', checkout)
    const sinceFile = textOf(values, 'since')
    const since =
      sinceFile === undefined
        ? undefined
        : parseBaseline(readUserFile(sinceFile, largestBaseline).toString('utf8'), sinceFile, stack)
    const json = values['json'] === true
    const onChange = (change: WaitChange) => {
      if (json) nodeStream(stdout).write(`${toJson({ schema: 1, ...change })}\n`)
      else lines.print(renderChange(change))
    }
    const lines = new BoundedLines((line) => nodeStream(stderr).write(`${line}\n`))
    const kept = new KeptSnapshots()
    const keeps = ['record', 'html'].some((name) => textOf(values, name) !== undefined) || values['as-abra'] === true
    const reader = await connectSwarm(docker)
    const interruption = listenForSignals()
    try {
      const result = await waitForConvergence(stack, {
        swarm: reader,
        ...defined({ since, timeoutMs, failBlockedMs }),
        signal: interruption.signal,
        onChange,
        ...(keeps ? { onSnapshot: (snapshot) => kept.add(snapshot) } : {}),
      })
      for (const line of lines.rest('--json prints every change')) nodeStream(stderr).write(`${line}\n`)
      const snapshots = kept.all
      const logs = logLines === undefined ? undefined : await readFailedLogs(reader, result, logLines)
      const answered = answer(values, stack, result, logs, { snapshots, ...defined({ since }) }, interruption.cause())
      try {
        await keepRecording(values, stack, since, snapshots, result.snapshot && stampIn(result.snapshot))
        await writePage(values, positionals[0] ?? stack, since, snapshots)
      } catch (failure) {
        // The deploy cannot be watched a second time.
        return { ...answered, failure }
      }
      return answered
    } finally {
      interruption.end()
      reader.close()
    }
  },
}

function answer(
  values: OptionValues,
  stack: string,
  result: WaitResult,
  logs: readonly FailedLog[] | undefined,
  { snapshots, since }: { snapshots: readonly Snapshot[]; since?: Snapshot },
  signal: NodeJS.Signals | undefined,
) {
  const { outcome, assessment, timeoutMs, waitedMs } = result
  const stamp = result.snapshot && stampIn(result.snapshot)
  const expected = textOf(values, 'expect')
  const strict = values['strict'] === true
  const meets = expected === undefined || (stamp !== undefined && meetsExpectation(stamp, expected, { strict }))
  const exitCode = exitCodeOf(result, meets, signal)
  const { verdict = 'unknown', ok = false } = assessment ?? {}
  // An interrupted wait has not seen how it ends.
  const isAsked = values['as-abra'] === true && outcome !== 'interrupted' && snapshots.length > 0
  const asAbra = isAsked ? abraWaitReport(snapshots, since) : undefined
  const json = {
    schema: 1,
    outcome,
    ...assessment,
    version: stamp ?? null,
    // In seconds, as the option and the label.
    timeout: timeoutMs / 1000,
    waitedMs: Math.round(waitedMs),
    ...(logs === undefined ? {} : { logs }),
    ...(asAbra === undefined ? {} : { asAbra: asAbraJson(asAbra, ok) }),
  }
  const isJson = values['json'] === true
  return {
    stdout: isJson ? toJson(json) : oneLine(`${verdict} ${stamp ?? 'unknown'}`),
    stderr: [
      ...(isJson ? [] : (logs ?? []).flatMap(renderLog)),
      renderEnd(result, stack),
      ...(asAbra === undefined ? [] : [renderAsAbra(asAbra, ok)]),
      ...(meets ? [] : [oneLine(`expected ${expected}, deployed is ${stamp ?? 'unknown'}; explain says why`)]),
    ],
    exitCode,
  }
}

function exitCodeOf({ outcome, assessment }: WaitResult, meets: boolean, signal: NodeJS.Signals | undefined): ExitCode {
  if (outcome === 'timed-out') return exitCodes.timedOut
  if (outcome === 'interrupted') return signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted
  return assessment?.ok === true && meets ? exitCodes.ok : exitCodes.no
}

async function keepRecording(
  values: OptionValues,
  stack: string,
  baseline: Snapshot | undefined,
  snapshots: readonly Snapshot[],
  stamp: string | undefined,
): Promise<void> {
  const path = textOf(values, 'record')
  const dir = textOf(values, 'checkout')
  const [deployed] = snapshots
  if (path === undefined || deployed === undefined) return
  const expected = textOf(values, 'expect')
  // go-git's whole port, which most waits do not need.
  const checkout =
    dir === undefined
      ? undefined
      : await (await import('../swarm/explain/read-checkout.js')).readCheckout(dir, stamp, expected, true)
  const recording: Recording = {
    schema: 1,
    stack,
    ...defined({ expected, baseline, checkout }),
    deployed,
    snapshots: withoutRepeats(snapshots),
  }
  writeOutput(path, Buffer.from(`${JSON.stringify(recording, null, 1)}\n`))
}

async function writePage(
  values: OptionValues,
  name: string,
  baseline: Snapshot | undefined,
  snapshots: readonly Snapshot[],
): Promise<void> {
  const path = textOf(values, 'html')
  if (path === undefined) return
  const { explainDrift } = await import('../swarm/drift/explain-drift.js')
  const [deployed] = snapshots
  const asked = { ...defined({ expected: textOf(values, 'expect'), baseline }), strict: values['strict'] === true }
  const input = deployed === undefined ? undefined : { ...asked, deployed, snapshots: withoutRepeats(snapshots) }
  await writeTimelinePage(path, { name, input, findings: input === undefined ? [] : explainDrift(input) })
}

function readDuration(values: OptionValues, name: 'timeout' | 'fail-blocked'): number | undefined {
  const text = textOf(values, name)
  return text === undefined ? undefined : parseDuration(text, `--${name}`)
}

function readLines(values: OptionValues): number | undefined {
  const value = textOf(values, 'logs')
  if (value === undefined) return undefined
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value)
  throw usage(`--logs ${value} is no whole number above 0`, '--logs', 'write it like --logs 60', value)
}
