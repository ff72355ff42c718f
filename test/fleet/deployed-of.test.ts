import { describe, expect, it } from 'vitest'
import { causesOf, deployedOf, idleServices } from '../../src/fleet/deployed-of.js'
import type { ServiceState } from '../../src/swarm/snapshot/snapshot.js'
import { at, failedTask, service, snapshot, spec, task, update } from '../support/swarm-states.js'

const causes = (...services: ServiceState[]) => {
  const now = snapshot(services)
  const deployed = deployedOf(now, 'discourse')
  return deployed === undefined ? undefined : causesOf(now, deployed)
}

describe('what is deployed', () => {
  const of = (labels: Record<string, string>, recipe = 'git.example.org/team/discourse') => {
    const named = Object.entries(labels).map(([name, text]) => [`coop-cloud.s.${name}`, text])
    return deployedOf(snapshot([service({ spec: spec({ labels: Object.fromEntries(named) }) })]), recipe)
  }

  it('is nothing in a stack without services', () => {
    expect(deployedOf(snapshot([]), 'discourse')).toBeUndefined()
  })

  it.each<[Record<string, string>, string | undefined, boolean]>([
    [{ version: '0.7.0+3.3.1' }, '0.7.0+3.3.1', false],
    [{ chaos: 'false', version: '0.7.0+3.3.1', 'chaos-version': '7ae7b0f7' }, '0.7.0+3.3.1', false],
    [{ chaos: 'true', version: '0.7.0+3.3.1', 'chaos-version': '7ae7b0f7+U' }, '7ae7b0f7+U', true],
    [{ 'chaos-version': '7ae7b0f7' }, '7ae7b0f7', true],
    [{ version: 'unknown' }, undefined, false],
    [{ version: '' }, undefined, false],
    [{}, undefined, false],
  ])('of the labels %j has the stamp %s', (labels, stamp, chaos) => {
    const deployed = of(labels)
    expect([deployed?.stamp, deployed?.chaos]).toEqual([stamp, chaos])
    expect(deployed !== undefined && 'stamp' in deployed).toBe(stamp !== undefined)
  })

  it.each([
    [{}, undefined],
    [{ recipe: '' }, undefined],
    [{ recipe: 'discourse' }, undefined],
    [{ recipe: 'git.example.com/fork/discourse' }, undefined],
    [{ recipe: 'nextcloud' }, 'nextcloud'],
  ])('of the recipe label %j names another recipe: %s', (labels, otherRecipe) => {
    expect(of(labels)?.otherRecipe).toBe(otherRecipe)
  })

  it('has the image and the trace of the service app, as fingerprints', () => {
    const app = service({ spec: spec({ task: 'new' }), previous: spec(), updatedAt: at(100) })
    const deployed = deployedOf(snapshot([app]), 'discourse')
    expect(deployed).toMatchObject({ image: 'image:new', updatedAt: at(100), trace: { service: 'id-s_app' } })
    expect(deployed?.trace?.previous).not.toBe(deployed?.trace?.spec)
    expect(deployedOf(snapshot([service()]), 'discourse')?.trace).not.toHaveProperty('previous')
    const without = deployedOf(snapshot([service({ name: 's_web' })]), 'discourse')
    expect(without).toMatchObject({ image: '', updatedAt: '', chaos: false })
    expect(without).not.toHaveProperty('trace')
  })
})

describe('why a deploy did not end well', () => {
  it('has the failed task with its error, as explain has it, and not the reason again', () => {
    const rolledBack = service({
      spec: spec({ stamp: '7ae7b0f7' }),
      update: update('rollback_completed', 100, 'rollback completed'),
      tasks: [task(), failedTask({ task: 'new', createdAt: at(105), since: at(110) })],
    })
    const found = causes(rolledBack)
    expect(found?.join('\n')).toContain('task: non-zero exit (3)')
    expect(found).toContainEqual(expect.stringContaining('failure_action rollback'))
    const paused = service({ update: update('paused', 100, 'update paused'), tasks: [task()] })
    expect(causes(paused)?.join('\n')).not.toContain('update paused')
  })

  it('names another service of the stack', () => {
    const db = service({ name: 's_db', update: update('paused', 100, 'paused for x'), tasks: [failedTask()] })
    expect(causes(service(), db)).toEqual([])
    expect(deployedOf(snapshot([service(), db]), 'discourse')?.reason).toBe('s_db: paused for x')
  })
})

describe('a stack without tasks', () => {
  const none = (name = 's_app') => service({ name, spec: spec({ replicas: 0 }), tasks: [] })

  it('is one whose service app asks for none', () => {
    expect(idleServices(snapshot([none()]))).toEqual(['s_app asks for no tasks (0 replicas)'])
    expect(idleServices(snapshot([none(), none('s_db')]))).toHaveLength(2)
    expect(idleServices(snapshot([none('s_db'), none('s_web')]))).toHaveLength(2)
  })

  it('is not one where another service rests, such as a job that is started from outside', () => {
    expect(idleServices(snapshot([service(), none('s_job')]))).toEqual([])
    expect(idleServices(snapshot([service({ name: 's_web' }), none('s_job')]))).toEqual([])
  })

  it('is not one whose last tasks still run', () => {
    expect(idleServices(snapshot([service({ spec: spec({ replicas: 0 }) })]))).toEqual([])
  })

  it('is one that no node may run (R74), where that is known', () => {
    const global = { spec: spec({ mode: { kind: 'global' } }), tasks: [] }
    expect(idleServices(snapshot([service({ ...global, eligibleNodes: 0 })]))).toEqual([
      's_app has no task, because no node fits',
    ])
    expect(idleServices(snapshot([service(global)]))).toEqual([])
  })
})
