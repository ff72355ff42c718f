import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { abraWaitReport, type ServiceWaitReport } from '../../../src/swarm/assess/abra-wait-report.js'
import { assess } from '../../../src/swarm/assess/assess.js'
import type { Recording } from '../../../src/swarm/drift/recording.js'
import type { TaskState } from '../../../src/swarm/snapshot/snapshot.js'
import { at, service, snapshot, spec, task, update } from '../../support/swarm-states.js'
import { recording, recordingIds } from '../recordings.js'

type Recorded = Record<string, Record<string, Omit<ServiceWaitReport, 'service'>>>

/** docker/cli v28.5.2 itself, on the same recordings: golden/reference/compose/progress/record.sh. */
const dockerCli = JSON.parse(readFileSync('golden/swarm/waiting/docker-cli.json', 'utf8')) as Recorded
const ids = [...recordingIds(), ...recordingIds('engine-29').map((id) => `engine-29/${id}`)]

function looksOf({ deployed, snapshots }: Recording) {
  return deployed === undefined ? snapshots : [deployed, ...snapshots]
}

function reportOf(id: string) {
  return abraWaitReport(looksOf(recording(id)), recording(id).baseline)
}

describe('the wait of docker/cli', () => {
  it('was recorded for every recording', () => {
    const keys = ids.map((id) => (id.includes('/') ? `${id}.json` : `./${id}.json`))
    expect(Object.keys(dockerCli).sort()).toEqual(keys.sort())
  })

  it.each(ids)('%s ends as with docker/cli itself', (id) => {
    const recorded = dockerCli[id.includes('/') ? `${id}.json` : `./${id}.json`] ?? {}
    const ported = abraWaitReport(looksOf(recording(id))).services.map(({ service, error, ...rest }) => {
      const text =
        error?.startsWith('service ') && error.endsWith(' not found') ? `Error response from daemon: ${error}` : error
      return [service, { ...rest, ...(text === undefined ? {} : { error: text }) }]
    })
    expect(Object.fromEntries(ported)).toEqual(recorded)
  })
})

/** How the deploy really ended. */
function truthOf(id: string) {
  const { baseline, snapshots } = recording(id)
  const last = snapshots.at(-1)
  if (last === undefined) throw new Error(`${id} is empty`)
  return assess(baseline, last)
}

/** A row of the table in docs/evidence.md. */
function rowOf(id: string): string {
  const { report, class: evidence, services } = reportOf(id)
  const { verdict, ok } = truthOf(id)
  const ends = services.map(({ outcome, rollback }) => (rollback ? `${outcome}, rollback` : outcome))
  const agrees = (report === 'fine') === ok ? 'yes' : 'no'
  return `| ${id} | ${verdict} | ${[...new Set(ends)].join('; ')} | ${report} (${evidence}) | ${agrees} |`
}

describe('what a waiting abra would have reported', () => {
  it('is what docs/evidence.md shows', () => {
    const page = readFileSync('docs/evidence.md', 'utf8')
    const head = [
      '| recording | verdict | docker/cli ends | abra would report | as it ended |',
      '|---|---|---|---|---|',
    ]
    expect(page).toContain(`<!-- as abra -->\n\n${[...head, ...recordingIds().map(rowOf)].join('\n')}\n`)
  })

  it('is the same on both engines', () => {
    const of = (id: string) => [reportOf(id).report, truthOf(id).verdict]
    for (const id of recordingIds()) expect(of(`engine-29/${id}`), id).toEqual(of(id))
  })

  it.each([
    ['update', 'fine', 'L', true],
    ['labels-only', 'fine', 'L', true],
    ['no-op', 'fine', 'L', true],
    ['job-restarted', 'fine', 'L', true],
    ['replicas-0', 'fine', 'L', true],
    ['paused', 'deploy failed', 'L', false],
    ['rollback-paused', 'deploy failed', 'L', false],
    ['rolled-back', 'deploy failed', 'S', false],
    ['crash-loop', 'deploy timed out', 'L', false],
    ['blocked', 'deploy timed out', 'L', false],
    ['rejected', 'deploy timed out', 'L', false],
    ['continued', 'fine', 'L', false],
  ] as const)('%s: %s (%s)', (id, report, evidence, ok) => {
    for (const each of [id, `engine-29/${id}`]) {
      expect(reportOf(each), each).toMatchObject({ report, class: evidence })
      expect(truthOf(each).ok, each).toBe(ok)
    }
  })

  it('is not about a service that the deploy left behind (R9)', () => {
    const { baseline } = recording('dropped-service')
    expect(baseline?.services.map(({ name }) => name)).toContain('dropped_sidekiq')
    expect(reportOf('dropped-service').services.map(({ service }) => service)).toEqual(['dropped_app'])
  })

  it('is not about it either where a manager that was started moved every index (R70)', () => {
    const { baseline, snapshots } = recording('dropped-service')
    const moved = snapshots.map(({ services, ...rest }) => ({
      ...rest,
      services: services.map((each) => ({ ...each, specIndex: each.specIndex + 1000 })),
    }))
    expect(abraWaitReport(moved, baseline).services.map(({ service }) => service)).toEqual(['dropped_app'])
  })

  it('does not take the tasks of a crash loop for one, where each look finds one that runs', () => {
    const runs = (slot: string, seconds: number) => task({ id: slot, since: at(seconds), task: 'new' })
    const ended = (slot: string, seconds: number) =>
      task({ id: slot, since: at(seconds), task: 'new', state: 'failed' })
    const next = spec({ task: 'new', policy: { monitorMs: 2000 } })
    const look = (tasks: TaskState[], seconds: number) => snapshot([service({ spec: next, tasks })], seconds)
    const looks = [
      look([runs('a', 0)], 0),
      look([ended('a', 1.5), runs('b', 2.5)], 3),
      look([ended('a', 1.5), ended('b', 4), runs('c', 5)], 6),
      look([ended('a', 1.5), ended('b', 4), ended('c', 6.5)], 7),
    ]
    expect(abraWaitReport(looks)).toMatchObject({ report: 'deploy timed out', services: [{ outcome: 'waiting' }] })
    expect(abraWaitReport(looks.slice(0, 1))).toMatchObject({ report: 'fine' })
    expect(abraWaitReport([...looks, look([ended('c', 6.5), runs('d', 8)], 8)])).toMatchObject({ report: 'fine' })
  })

  it('ends after the first node of a global service whose update pauses there, which is no end (findings/)', () => {
    const rolling = spec({ task: 'new', mode: { kind: 'global' }, policy: { order: 'stop-first' } })
    const tasks = ['new', 'old', 'old'].map((of, node) => task({ task: of, slot: 0, nodeId: `node${node}` }))
    const looks = [0, 30].map((seconds) =>
      snapshot([service({ spec: rolling, specIndex: 30, update: update('updating', 0), tasks })], seconds),
    )
    expect(abraWaitReport(looks)).toMatchObject({ report: 'fine', services: [{ outcome: 'converged' }] })
    for (const look of looks) expect(assess(undefined, look)).toMatchObject({ verdict: 'updating', ok: false })
  })

  it('ends on recordings whose times are odd', () => {
    const { snapshots } = recording('update')
    const taken = (takenAt: string) => snapshots.map((snapshot) => ({ ...snapshot, takenAt }))
    expect(abraWaitReport([]).report).toBe('fine')
    for (const time of ['', 'soon', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z'])
      expect(abraWaitReport(taken(time)).report).toBe('fine')
    const [first, ...rest] = snapshots
    const far = [{ ...(first as (typeof snapshots)[0]), takenAt: '1970-01-01T00:00:00Z' }, ...rest]
    expect(abraWaitReport(far).report).toBe('deploy timed out')
  })
})

describe('the limit of a waiting abra', () => {
  /** An update of one service that runs from its first task on, `seconds` after the deploy. */
  function updated(seconds: number, timeout?: string) {
    const next = spec({
      task: 'new',
      labels: timeout === undefined ? {} : { 'coop-cloud.s.timeout': timeout },
    })
    const under = (state: 'updating' | 'completed' | 'paused', at: number) =>
      snapshot([service({ spec: next, specIndex: 30, update: update(state, 0), tasks: [] })], at)
    return { under, looks: [under('updating', 0), under('completed', seconds)] }
  }

  it.each<[string, number, string | undefined, string, string]>([
    ['ends within the default', 299, undefined, 'fine', 'L'],
    ['ends after the default', 301, undefined, 'deploy timed out', 'P'],
    ['ends within its label', 599, '600', 'fine', 'L'],
    ['ends after its label', 61, '60', 'deploy timed out', 'S'],
    ['has a label that is no number', 301, '5m', 'deploy timed out', 'P'],
  ])('R8: a deploy that %s', (_, seconds, timeout, report, evidence) => {
    const limitMs = timeout !== undefined && /^\d+$/.test(timeout) ? Number(timeout) * 1000 : 300_000
    expect(abraWaitReport(updated(seconds, timeout).looks)).toMatchObject({ report, class: evidence, limitMs })
  })

  it('is that of this deploy, and an error before it is the report', () => {
    const { under, looks } = updated(301, '600')
    const [later] = updated(301, '60').looks
    expect(abraWaitReport([...looks, ...(later === undefined ? [] : [later])]).limitMs).toBe(600_000)
    expect(abraWaitReport([under('updating', 0), under('paused', 599)])).toMatchObject({ report: 'deploy failed' })
    expect(abraWaitReport([under('updating', 0), under('paused', 602)])).toMatchObject({ report: 'deploy timed out' })
  })
})
