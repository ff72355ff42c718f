import { defined } from '../defined.js'
import type { UpgradeOptions } from '../harness/upgrade/options.js'
import { performUpgrade } from '../harness/upgrade/perform-upgrade.js'
import { putBackUpgrade } from '../harness/upgrade/put-back-upgrade.js'
import type { UpgradeReport } from '../harness/upgrade/report.js'
import type { WaitChange } from '../swarm/wait-change.js'
import { BoundedLines } from './bounded-lines.js'
import { paint } from './colour.js'
import type { Command, OptionValues } from './command.js'
import { exitCodes } from './exit-codes.js'
import { nodeStream } from './node-stream.js'
import { durationHelp, parseDuration } from './parse-duration.js'
import { stderr } from './print.js'
import { renderUpgradeStep, renderVerdict, seconds, upgradeExitCodes, upgradeJson } from './render-upgrade.js'
import { renderChange } from './render-wait.js'
import { textOf } from './swarm-options.js'
import { oneLine, toJson } from './terminal.js'
import { upgradeSuite } from './upgrade-junit.js'
import { readUpgradeOptions } from './upgrade-options.js'
import { usage } from './usage.js'
import { withJunitOfError, writeErrorJunit, writeJunit } from './write-junit.js'
import { type ReportFiles, writeUpgradeReports } from './write-upgrade-reports.js'

export const upgradeCommand: Command = {
  name: 'upgrade',
  synopsis: 'APP --to REF [--from TAG|COMMIT] [options]',
  help: `Deploys the base and waits for it, checks the head out, deploys that in chaos and waits again, then
says whether the head is what runs. It takes the lock of the stack first. One line a step goes to
stderr, with the time since the beginning; the verdict goes to stdout.

What is written: the checkout below --abra-dir is moved to the base, then to the
head, and stays there. The app's .env file gets the base's version, then the
head's, as after abra's own deploys; with --overlay also COMPOSE_FILE, and the
overlay is copied into the checkout. Before that the deployer, the compose files,
the secrets and the images of both versions are checked.

If it stops before a deploy has reached the Swarm (an error, Ctrl-C, SIGTERM,
SIGHUP), the .env file, the overlay and the checkout are put back. If it was
killed, the next upgrade says so, and --put-back does it. What was handed over to
the Swarm goes on.

  --to REF                what is tested: a tag, a branch or a commit
  --from TAG|COMMIT       the version before. An annotated tag is deployed by its name, any other
                          in chaos (default: see --last-green)
  --last-green REF        the version that passed last; the base is it, or else the newest release
                          before the head's
  --overlay FILE          a compose file for both versions; both stamps then end in +U
  --deployer abra|stack   abra itself (default), or this program's stamp and docker stack deploy
  --abra PATH             the abra binary (default: abra)
  --resolve-image MODE    of docker stack deploy: always, changed or never
  --no-prepull            do not pull the images beforehand
  --prune                 remove services that the head no longer has; without it they are named
  --force                 lose changes in the checkout that are in the way
  --put-back              first put back what a killed upgrade has left; without --to only that
  --timeout DURATION      for all of it: ${durationHelp}
                          (default 15m)
  --fail-blocked DURATION count a deploy as failed when no node takes a task, or each one rejects it,
                          for so long; without it Swarm's next try is waited for
  --record FILE           keep everything that was seen, for explain --run
  --junit FILE            a JUnit report: each step, and the verdict
  --html FILE             one HTML page that needs no network: the verdict, why, a drawing of what
                          happened when, and each step
  --json                  the verdict as one JSON object

Where to look:
  --abra-dir DIR          where servers/ and recipes/ are (default: ABRA_DIR, else ~/.abra)
  --server NAME           the server, where several have an app of this name
  --recipe NAME           refuse an app of another recipe
  --docker-host ADDRESS   instead of the Docker of the app's server
  --context NAME          a Docker context
  --lock-dir DIR          where STACK.lock is, the same for all who deploy (default: ABRA_LOCK_DIR,
                          else ~/.abra/locks)
  --home DIR              home folder of the user who runs abra (default: HOME)
  --go-git RELEASE        answer like go-git 5.16 (default), 5.17 or 5.19; auto: like the one in the
                          abra binary
  --settings FILE         ABRA_DIR, DOCKER_HOST and defaults of these options

Exit codes: 0 upgraded, 1 not, 2 it cannot be known, 3 abra would refuse or refused, 124 timed out,
130 interrupted.`,
  options: {
    to: { type: 'string' },
    from: { type: 'string' },
    'last-green': { type: 'string' },
    overlay: { type: 'string' },
    deployer: { type: 'string' },
    abra: { type: 'string' },
    'resolve-image': { type: 'string' },
    'no-prepull': { type: 'boolean' },
    prune: { type: 'boolean' },
    force: { type: 'boolean' },
    'put-back': { type: 'boolean' },
    timeout: { type: 'string' },
    'fail-blocked': { type: 'string' },
    record: { type: 'string' },
    junit: { type: 'string' },
    html: { type: 'string' },
    json: { type: 'boolean' },
    'abra-dir': { type: 'string' },
    server: { type: 'string' },
    recipe: { type: 'string' },
    'docker-host': { type: 'string' },
    context: { type: 'string' },
    'lock-dir': { type: 'string' },
    home: { type: 'string' },
    'go-git': { type: 'string' },
    settings: { type: 'string' },
  },
  async run([app, ...more], values) {
    if (app === undefined || app === '')
      throw usage('upgrade needs an app', 'APP', 'name the app, as abra app ls shows it')
    if (more.length > 0) throw usage('upgrade takes one app', 'APP', `leave out ${more.join(' ')}`, more[0])
    const to = textOf(values, 'to')
    if (to === undefined && values['put-back'] === true) return putBack(app, values)
    if (to === undefined || to === '')
      throw usage('upgrade needs --to', '--to', 'name the tag, branch or commit to be tested')
    const files = { record: textOf(values, 'record'), junit: textOf(values, 'junit'), html: textOf(values, 'html') }
    const chosen = await withJunitOfError(files.junit, upgradeSuite(app), () => readUpgradeOptions(app, to, values))
    if ('skip' in chosen) return skipped(app, chosen.skip, values)
    for (const note of chosen.notes) printLine(oneLine(note))
    const { report, notes } = await upgrade(app, chosen.options, files)
    return {
      stdout: values['json'] === true ? upgradeJson(report) : paintedVerdict(report),
      stderr: notes,
      exitCode: upgradeExitCodes[report.outcome],
    }
  },
}

/** Only what a killed upgrade has left is dealt with. */
async function putBack(app: string, values: OptionValues) {
  const text = (name: string) => textOf(values, name)
  const done = await putBackUpgrade(app, {
    ...defined({ abraDir: text('abra-dir'), server: text('server'), lockDir: text('lock-dir') }),
    timeoutMs: parseDuration(text('timeout') ?? '60s', '--timeout'),
    swarm: defined({ dockerHost: text('docker-host'), context: text('context') }),
  })
  const outcome = done.length === 0 ? 'nothing-to-put-back' : 'put-back'
  return {
    stdout: values['json'] === true ? toJson({ schema: 1, outcome, notes: done }) : outcome,
    stderr: done.map(oneLine),
    exitCode: exitCodes.ok,
  }
}

/** Ctrl-C and SIGTERM stop it where it is. An error also leaves the record and the notes. */
async function upgrade(app: string, options: UpgradeOptions, files: ReportFiles) {
  let last: UpgradeReport | undefined
  const onReport = (report: UpgradeReport) => {
    last = report
  }
  const stop = new AbortController()
  const leave = () => stop.abort()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, leave)
  try {
    const report = await performUpgrade(app, { ...options, ...progress(), signal: stop.signal, onReport })
    return { report, notes: await writeUpgradeReports(report, files, options.home) }
  } catch (error) {
    if (last !== undefined) for (const note of await writeUpgradeReports(last, files, options.home)) printLine(note)
    else if (files.junit !== undefined) writeErrorJunit(files.junit, upgradeSuite(app), error)
    throw error
  } finally {
    for (const signal of signals) process.removeListener(signal, leave)
  }
}

/** One line a step, and between them each change and the holder of the lock. */
function progress() {
  const began = performance.now()
  const now = () => seconds(performance.now() - began)
  const changes = new BoundedLines(printLine)
  return {
    onStep: (step: Parameters<typeof renderUpgradeStep>[0]) => {
      const line = renderUpgradeStep(step)
      for (const rest of changes.rest('--record keeps what was seen')) printLine(rest)
      printLine(step.ok ? line : paint(2, 'bad', line))
    },
    onLockWait: (text: string) => printLine(oneLine(`${now()}  … ${text}`)),
    onChange: (change: WaitChange) => {
      if (change.kind !== 'service') changes.print(`${now()}  … ${renderChange(change)}`)
    },
  }
}

function paintedVerdict(report: UpgradeReport): string {
  return paint(1, report.outcome === 'upgraded' ? 'good' : 'bad', renderVerdict(report))
}

function printLine(line: string): void {
  nodeStream(stderr).write(`${line}\n`)
}

/** A report says so too: nothing was tested, and the report of an earlier run must not stay. */
function skipped(app: string, reason: string, values: OptionValues) {
  const junit = textOf(values, 'junit')
  const suite = upgradeSuite(app)
  if (junit !== undefined)
    writeJunit(junit, suite, [{ name: suite, error: { type: 'skipped', message: reason, text: reason } }])
  return {
    stdout: values['json'] === true ? toJson({ schema: 1, outcome: 'skipped', reason }) : 'skipped',
    stderr: [oneLine(`there is no base to upgrade from: ${reason}; name one with --from`)],
    exitCode: exitCodes.unknown,
  }
}
