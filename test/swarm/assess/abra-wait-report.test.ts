import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { abraWaitReport, type ServiceWaitReport } from '../../../src/swarm/assess/abra-wait-report.js'
import { assess } from '../../../src/swarm/assess/assess.js'
import { recording, recordingIds } from '../recordings.js'

type Recorded = Record<string, Record<string, Omit<ServiceWaitReport, 'service'>>>

/** docker/cli v28.5.2 itself, on the same recordings: golden/reference/compose/progress/record.sh. */
const dockerCli = JSON.parse(readFileSync('golden/swarm/waiting/docker-cli.json', 'utf8')) as Recorded
const ids = [...recordingIds(), ...recordingIds('engine-29').map((id) => `engine-29/${id}`)]

function reportOf(id: string) {
  const { deployed, snapshots } = recording(id)
  return abraWaitReport(deployed === undefined ? snapshots : [deployed, ...snapshots])
}

describe('the wait of docker/cli', () => {
  it('was recorded for every recording', () => {
    const keys = ids.map((id) => (id.includes('/') ? `${id}.json` : `./${id}.json`))
    expect(Object.keys(dockerCli).sort()).toEqual(keys.sort())
  })

  it.each(ids)('%s ends as with docker/cli itself', (id) => {
    const recorded = dockerCli[id.includes('/') ? `${id}.json` : `./${id}.json`] ?? {}
    const ported = reportOf(id).services.map(({ service, error, ...rest }) => {
      const text =
        error?.startsWith('service ') && error.endsWith(' not found') ? `Error response from daemon: ${error}` : error
      return [service, { ...rest, ...(text === undefined ? {} : { error: text }) }]
    })
    expect(Object.fromEntries(ported)).toEqual(recorded)
  })
})

describe('what a waiting abra would have reported', () => {
  it.each([
    ['update', 'fine', 'L', true],
    ['labels-only', 'fine', 'L', true],
    ['no-op', 'fine', 'L', true],
    ['job-restarted', 'fine', 'L', true],
    ['paused', 'deploy failed', 'L', false],
    ['rollback-paused', 'deploy failed', 'L', false],
    ['rolled-back', 'deploy failed', 'S', false],
    ['crash-loop', 'deploy timed out', 'L', false],
    ['blocked', 'deploy timed out', 'L', false],
  ] as const)('%s: %s (%s)', (id, report, evidence, ok) => {
    for (const each of [id, `engine-29/${id}`]) {
      const { baseline, snapshots } = recording(each)
      expect(reportOf(each), each).toMatchObject({ report, class: evidence })
      expect(assess(baseline, snapshots.at(-1) as never).ok, each).toBe(ok)
    }
  })
})
