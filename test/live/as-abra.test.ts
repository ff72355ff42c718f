import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { abraWaitReport, type ServiceWaitReport } from '../../src/swarm/assess/abra-wait-report.js'
import type { Snapshot } from '../../src/swarm/snapshot/snapshot.js'
import { findGo } from '../support/go.js'
import { GOOD, type StackService } from '../support/swarm.js'
import { chaos, failing, LiveStack, pause, skipped, swarmHost, updates } from './stack.js'

const BASE = 'eb96de94+U'
const NEXT = '7ae7b0f7+U'
const source = resolve('golden/reference/compose/progress')
/** How long docker/cli goes on where our port says that it would wait: longer than any monitor of these services. */
const stillMs = 20_000

let dir = ''
let program = ''

beforeAll(async () => {
  if (skipped !== '') return
  dir = await mkdtemp(join(tmpdir(), 'progress-'))
  program = join(dir, 'reference-progress')
  const go = findGo()
  if (go === undefined) throw new Error('Go 1.26 or newer is needed to build docker/cli’s own wait')
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off', GOTOOLCHAIN: 'local' }
  const args = ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-o', program, '.']
  await promisify(execFile)(go, args, { cwd: source, env })
}, 300_000)

afterAll(async () => {
  if (dir !== '') await rm(dir, { recursive: true })
})

type Answer = Omit<ServiceWaitReport, 'service'>

/** docker/cli itself, on the Swarm. `stop` ends it; it is `waiting` then. */
function dockerCli(service: string): { readonly answer: Promise<Answer>; readonly stop: () => void } {
  const env = { ...process.env, DOCKER_HOST: swarmHost }
  const running = promisify(execFile)(program, ['--live', service], { env })
  const answer = running.then(
    ({ stdout }) => JSON.parse(stdout) as Answer,
    (error: { signal?: string }) => {
      if (error.signal !== 'SIGTERM') throw error
      return { outcome: 'waiting', rollback: false } as const
    },
  )
  return { answer, stop: () => running.child.kill('SIGTERM') }
}

function app(stack: string, stamp: string, more: Partial<StackService> = {}): Record<string, StackService> {
  return { app: { labels: chaos(stack, stamp), deploy: updates('rollback'), ...more } }
}

const NEW = `true; ${GOOD}`
const none = { ...updates('rollback'), replicas: 0 }
const jobDeploy = { mode: 'replicated-job', restart_policy: { condition: 'none' } }
const twice = updates('rollback', 'stop-first', {
  replicas: 2,
  update_config: { parallelism: 2, order: 'stop-first', failure_action: 'rollback', monitor: '30s' },
  rollback_config: { parallelism: 2, order: 'stop-first', failure_action: 'pause', monitor: '15s' },
})
const marked = { volumes: ['mark:/mark'], environment: { SLOT: '{{.Task.Slot}}' } }
const firstFails = `if test $$SLOT = 1; then until test -e /mark/tried; do sleep 1; done; exit 3; fi; touch /mark/tried; ${GOOD}`

interface Case {
  readonly stack: string
  readonly base?: Partial<StackService>
  readonly next: Partial<StackService>
  readonly stamp?: string
  readonly report: ReturnType<typeof abraWaitReport>['report']
  readonly outcome: ServiceWaitReport['outcome']
}

/** The states of docs/evidence.md’s table, each made anew. */
const cases: Case[] = [
  { stack: 'acompleted', base: {}, next: { command: NEW }, report: 'fine', outcome: 'converged' },
  {
    stack: 'arolled',
    base: {},
    next: { command: 'exit 3', deploy: failing('rollback') },
    report: 'deploy failed',
    outcome: 'converged',
  },
  {
    stack: 'apaused',
    base: { deploy: updates('pause') },
    next: { command: 'exit 3', deploy: failing('pause') },
    report: 'deploy failed',
    outcome: 'error',
  },
  {
    stack: 'atwice',
    base: { command: `test -e /mark/tried && exit 4; ${GOOD}`, deploy: twice, more: marked },
    next: { command: firstFails, deploy: twice, more: marked },
    report: 'deploy failed',
    outcome: 'error',
  },
  { stack: 'aloop', next: { command: 'exit 3' }, report: 'deploy timed out', outcome: 'waiting' },
  { stack: 'alabels', base: {}, next: {}, report: 'fine', outcome: 'converged' },
  { stack: 'anoop', base: {}, next: {}, stamp: BASE, report: 'fine', outcome: 'converged' },
  { stack: 'ajob', next: { command: 'sleep 2', deploy: jobDeploy }, report: 'fine', outcome: 'converged' },
  {
    stack: 'azero',
    base: { deploy: none },
    next: { command: NEW, deploy: none },
    report: 'fine',
    outcome: 'converged',
  },
]

/** Our verdict may come first: when Swarm calls a rollback completed, the task that it restored may not run yet, and docker/cli waits for it. */
async function lookingUntil<T>(answer: Promise<T>, stack: LiveStack, looks: Snapshot[]): Promise<T> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  answer.then(over, over)
  while (!isOver) {
    looks.push(await stack.look())
    await pause(200)
  }
  looks.push(await stack.look())
  return answer
}

describe.skipIf(skipped !== '').concurrent(`R8: docker/cli waits beside our port${skipped}`, () => {
  it.each(cases)('$stack: $outcome, $report', ({ stack: name, base, next, stamp = NEXT, report, outcome }) =>
    LiveStack.use(name, async (stack) => {
      if (base !== undefined) await stack.deployBase(app(name, BASE, base))
      await stack.deploy(app(name, stamp, next))
      const theirs = dockerCli(`${name}_app`)
      try {
        const { recording } = await stack.watch(name)
        const looks = [recording.deployed ?? [], recording.snapshots].flat()
        const limit = outcome === 'waiting' ? setTimeout(theirs.stop, stillMs) : undefined
        const answer = await lookingUntil(theirs.answer, stack, looks)
        clearTimeout(limit)
        const ours = abraWaitReport(looks)
        const shown = JSON.stringify(looks.slice(-1))
        expect(ours.report, shown).toBe(report)
        const [{ service: _, ...ported } = { outcome: 'waiting', rollback: false }] = ours.services
        expect(ported, shown).toEqual(answer)
        expect(answer.outcome).toBe(outcome)
      } finally {
        theirs.stop()
      }
    }),
  )
})
