import { describe, expect, it } from 'vitest'
import { assess } from '../../../src/swarm/assess/assess.js'
import { explainDrift } from '../../../src/swarm/drift/explain-drift.js'
import { timeline } from '../../../src/swarm/drift/timeline.js'
import type { Snapshot } from '../../../src/swarm/snapshot/snapshot.js'
import { recording } from '../recordings.js'

const NEXT = '7ae7b0f7+U'
const engines = ['', 'engine-29/']

function explained(input: Parameters<typeof explainDrift>[0]) {
  const findings = explainDrift(input)
  const all = findings.map(({ kind, certainty }) => `${kind} ${certainty}`)
  return { all, said: findings.flatMap(({ evidence }) => evidence).join('\n') }
}

/** The last snapshot alone, with the one service changed. */
function lastOf(id: string, change: (service: Snapshot['services'][number]) => object = () => ({})): Snapshot {
  const last = recording(id).snapshots.at(-1)
  if (last === undefined) throw new Error(`${id} has no snapshot`)
  return { ...last, services: last.services.map((service) => ({ ...service, ...change(service) })) }
}

describe.each(engines)('an update, recorded on %s', (engine) => {
  it('with a delay goes on though its task runs, and says why (R96)', () => {
    const { snapshots, ...input } = recording(`${engine}delayed`)
    const running = snapshots.find(({ services: [app] }) =>
      app?.tasks.every(({ state, task }) => state === 'running' && task === app.spec.task),
    )
    const during = running ?? snapshots[0]
    const { all, said } = explained({ ...input, snapshots: during === undefined ? [] : [during], expected: NEXT })
    expect(all).toEqual(['still-updating certain'])
    expect(said).toContain('Swarm waits 6 s after each task, the last one too, and then watches as long at least')
    expect(explained({ ...input, snapshots, expected: NEXT }).all[0]).toBe('none certain')
  })

  it('whose task ended with exit code 0 names it as the failed one (R97)', () => {
    const { snapshots, ...input } = recording(`${engine}ended-well`)
    const { said } = explained({ ...input, snapshots, expected: NEXT })
    expect(said).toMatch(/task \w+ \(slot 1\): it ended as complete, exit code 0/)
    const now = lastOf(`${engine}ended-well`)
    expect(explained({ snapshots: [now], expected: NEXT }).said).not.toContain('no longer lists')
    expect(assess(undefined, now).services[0]?.failures).toMatchObject([{ state: 'complete' }])
    expect(timeline({ snapshots: [now] }).map(({ what }) => what)).toContain('task failed')
  })

  it('that is rolled back without a node to run on is no wrong commit (R97)', () => {
    const { snapshots, ...input } = recording(`${engine}drained`)
    const { all, said } = explained({ ...input, snapshots, expected: NEXT })
    expect(all).toEqual(['blocked certain'])
    expect(said).toContain('and its rollback waits for such a node: the labels are the former ones again')
    expect(said).not.toContain('no task has failed')
  })
})

describe('what explain says of an update', () => {
  const completed = () =>
    lastOf('update', ({ tasks }) => ({
      tasks: tasks.map((task) => (task.state === 'running' ? { ...task, state: 'starting' } : task)),
    }))

  it('does not let a completed one be rolled back', () => {
    const { all, said } = explained({ snapshots: [completed()], expected: NEXT })
    expect(all[0]).toBe('still-updating certain')
    expect(said).not.toContain('should it fail')
  })

  it('keeps the stamp of one that would be paused', () => {
    const { snapshots, baseline } = recording('paused')
    const running = snapshots.find(({ services }) => services[0]?.update?.state === 'updating')
    const { said } = explained({
      snapshots: running === undefined ? [] : [running],
      ...(baseline === undefined ? {} : { baseline }),
    })
    expect(said).toContain('should it fail, 7ae7b0f7+U stays (failure_action pause')
  })

  it('says where to see that a memory limit was reached, but not of a failed health check', () => {
    const killed = (error: string) =>
      lastOf('rolled-back', ({ tasks }) => ({
        tasks: tasks.map((task) => (task.state === 'failed' ? { ...task, error, exitCode: 137 } : task)),
      }))
    const said = (error: string) => explained({ snapshots: [killed(error)], expected: NEXT }).said
    expect(said('task: non-zero exit (137)')).toMatch(
      /exit code 137 means SIGKILL: if task \w+ reached its memory limit/,
    )
    expect(said('task: non-zero exit (137): dockerexec: unhealthy container')).not.toContain('SIGKILL')
  })

  it('is not certain of another commit where a label alone was changed', () => {
    const labelled = lastOf('update', ({ spec, name }) => ({
      spec: {
        ...spec,
        recipeVariables: [`TYPE=discourse:${NEXT}`],
        labels: { ...spec.labels, [`coop-cloud.${name.replace(/_app$/, '')}.chaos-version`]: '0badc0de' },
      },
    }))
    const { all, said } = explained({ snapshots: [labelled], expected: NEXT })
    expect(all).toContain('wrong-commit possible')
    expect(said).toContain(`its tasks have TYPE=discourse:${NEXT} in the environment`)
    expect(explained({ snapshots: [labelled] }).said).toContain(`its tasks have TYPE=discourse:${NEXT}`)
  })
})
