import { describe, expect, it } from 'vitest'
import { type AppFacts, assessApp } from '../../src/fleet/assess-app.js'
import type { FleetDeployed } from '../../src/fleet/fleet.js'

const releases = ['0.6.0+3.2.1', '0.7.0+3.3.1', '0.10.0+3.4.0']
const release = (stamp: string | undefined, more: Partial<FleetDeployed> = {}): FleetDeployed => ({
  ...(stamp === undefined ? {} : { stamp }),
  chaos: false,
  image: 'example:1',
  verdict: 'converged',
  reason: '1 of 1 running',
  updatedAt: '2026-01-01T12:00:00Z',
  ...more,
})
const chaos = (stamp: string, position?: FleetDeployed['position']): FleetDeployed =>
  release(stamp, { chaos: true, ...(position === undefined ? {} : { position }) })
const states = (facts: Partial<AppFacts>) =>
  assessApp({ sharedWith: [], releases, ...facts }).findings.map(({ state }) => state)
const evidence = (facts: Partial<AppFacts>, state: string) =>
  assessApp({ sharedWith: [], releases, ...facts }).findings.find((finding) => finding.state === state)?.evidence

describe('the states of an app', () => {
  it.each<[string, Partial<AppFacts>, string[]]>([
    ['the newest release', { deployed: release('0.10.0+3.4.0') }, ['current']],
    ['an older release', { deployed: release('0.6.0+3.2.1') }, ['behind']],
    ['a release that the clone does not have yet', { deployed: release('0.11.0+3.4.0') }, ['ahead']],
    ['no version in the labels', { deployed: release(undefined) }, ['unknown-version']],
    ['nothing', {}, ['not-deployed']],
    ['another release than the file names', { pinned: '0.6.0+3.2.1', deployed: release('0.10.0+3.4.0') }, ['drifted']],
    ['the release that the file names', { pinned: '0.10.0+3.4.0', deployed: release('0.10.0+3.4.0') }, ['current']],
    ['no version in the file', { deployed: release('0.10.0+3.4.0') }, ['current']],
    ['a clean commit', { deployed: chaos('7ae7b0f7', { contains: '0.10.0+3.4.0', commits: 9, lacks: [] }) }, ['chaos']],
    ['a dirty commit', { deployed: chaos('7ae7b0f7+U') }, ['dirty', 'chaos']],
    [
      'a commit that lacks a release',
      { deployed: chaos('7ae7b0f7', { contains: '0.7.0+3.3.1', commits: 9, lacks: ['0.10.0+3.4.0'] }) },
      ['chaos', 'behind'],
    ],
    ['the commit that the file names', { pinned: '7ae7b0f7', deployed: chaos('7ae7b0f7') }, ['chaos']],
    [
      'a commit where the file names a dirty one',
      { pinned: '7ae7b0f7+U', deployed: chaos('7ae7b0f7') },
      ['drifted', 'chaos'],
    ],
    ['an update', { deployed: release('0.10.0+3.4.0', { verdict: 'updating' }) }, ['updating']],
    ['a rollback that runs', { deployed: release('0.10.0+3.4.0', { verdict: 'rolling-back' }) }, ['updating']],
    ['a rollback', { deployed: release('0.7.0+3.3.1', { verdict: 'rolled-back' }) }, ['rolled-back', 'behind']],
    ['a paused update', { deployed: release('0.10.0+3.4.0', { verdict: 'paused' }) }, ['paused']],
    ['a paused rollback', { deployed: release('0.10.0+3.4.0', { verdict: 'rollback-paused' }) }, ['paused']],
    ['a rollback by hand', { deployed: release('0.10.0+3.4.0', { verdict: 'rolled-back-by-hand' }) }, ['rolled-back']],
    ['an update that has not begun', { deployed: release('0.10.0+3.4.0', { verdict: 'pending' }) }, ['updating']],
    ['tasks that no node takes', { deployed: release('0.10.0+3.4.0', { verdict: 'blocked' }) }, ['blocked']],
    ['tasks that failed', { deployed: release('0.10.0+3.4.0', { verdict: 'failed' }) }, ['failed']],
    ['new labels alone', { deployed: release('0.10.0+3.4.0', { verdict: 'labels-only' }) }, ['current']],
    ['a deploy that changed nothing', { deployed: release('0.10.0+3.4.0', { verdict: 'unchanged' }) }, ['current']],
    [
      'no tasks, as the spec asks for',
      { deployed: release('0.10.0+3.4.0'), idle: ['forum_app asks for no tasks (0 replicas)'] },
      ['no-tasks', 'current'],
    ],
    ['a crash loop', { deployed: release('0.10.0+3.4.0', { verdict: 'crash-looping' }) }, ['failed']],
    ['a stack of two apps', { deployed: release('0.10.0+3.4.0'), sharedWith: ['b.org'] }, ['shared-stack']],
    ['a release, and no clone of the recipe', { deployed: release('0.6.0+3.2.1'), releases: [] }, ['not-compared']],
    ['a branch', { deployed: release('main') }, ['not-compared']],
    ['a release that no tag has, between two', { deployed: release('0.8.0+3.3.9') }, ['behind']],
    ['the newest release with another upstream version', { deployed: release('0.10.0+3.4.9') }, ['not-compared']],
    ['the newest release with a mark of changes', { deployed: release('0.10.0+3.4.0+U') }, ['not-compared']],
    [
      'another recipe',
      { recipe: 'discourse', deployed: release('0.10.0+3.4.0', { otherRecipe: 'nextcloud' }) },
      ['drifted', 'not-compared'],
    ],
    [
      'a commit of another recipe',
      { recipe: 'discourse', deployed: { ...chaos('7ae7b0f7'), otherRecipe: 'nextcloud' } },
      ['drifted', 'chaos'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(states(facts)).toEqual(expected)
  })

  it('names the release notes of the newer releases', () => {
    const notes = releases.map((version) => ({ version, path: `release/${version}` }))
    const { findings, releaseNotes } = assessApp({
      sharedWith: [],
      releases,
      notes: notes.slice(0, 2),
      deployed: release('0.6.0+3.2.1'),
    })
    expect(releaseNotes).toEqual([{ version: '0.7.0+3.3.1', path: 'release/0.7.0+3.3.1' }])
    expect(findings[0]?.evidence[1]).toBe('release notes: release/0.7.0+3.3.1')
    expect(assessApp({ sharedWith: [], releases, notes, deployed: release('0.10.0+3.4.0') })).not.toHaveProperty(
      'releaseNotes',
    )
  })

  it('claims nothing about what is deployed where the server does not answer', () => {
    const unreachable = { code: 'SWARM_UNREACHABLE', message: 'no Docker answers' } as const
    expect(states({ unreachable, pinned: '0.6.0+3.2.1' })).toEqual(['unreachable'])
    const unreadable = { code: 'ENV_SYNTAX', message: 'line 1' } as const
    expect(states({ unreachable, unreadable })).toEqual(['unreachable', 'unreadable'])
  })

  it('has both sides of a drift, the place of a commit and the newer releases in words', () => {
    expect(evidence({ pinned: '0.6.0+3.2.1', deployed: release('0.7.0+3.3.1') }, 'drifted')).toEqual([
      "the app's file names 0.6.0+3.2.1",
      'the labels name 0.7.0+3.3.1',
    ])
    const position = { contains: '0.7.0+3.3.1', commits: 9, lacks: ['0.10.0+3.4.0'] }
    expect(evidence({ deployed: chaos('7ae7b0f7', position) }, 'chaos')).toEqual([
      '7ae7b0f7 = 0.7.0+3.3.1 and 9 commits',
    ])
    expect(evidence({ deployed: chaos('7ae7b0f7', { ...position, commits: 0 }) }, 'chaos')).toEqual([
      '7ae7b0f7 = 0.7.0+3.3.1',
    ])
    expect(evidence({ deployed: chaos('7ae7b0f7') }, 'chaos')).toEqual([
      '7ae7b0f7: the clone of the recipe lacks the commit, or a part of its history',
    ])
    expect(assessApp({ sharedWith: [], deployed: chaos('7ae7b0f7') }).findings[0]?.evidence).toEqual([
      '7ae7b0f7: there is no clone of the recipe that can be read',
    ])
    expect(evidence({ deployed: chaos('7ae7b0f7', { commits: 2, lacks: releases }) }, 'chaos')).toEqual([
      '7ae7b0f7 = 2 commits without a release',
    ])
    expect(evidence({ deployed: release('0.6.0+3.2.1') }, 'behind')).toEqual([
      '2 newer releases: 0.7.0+3.3.1, 0.10.0+3.4.0',
    ])
  })

  it('says why a release is not compared', () => {
    const why = (facts: Partial<AppFacts>) => assessApp({ sharedWith: [], recipe: 'discourse', ...facts }).findings[0]
    expect(why({ deployed: release('0.6.0+3.2.1') })).toEqual({
      state: 'not-compared',
      evidence: ['0.6.0+3.2.1: there is no clone of the recipe discourse that can be read'],
    })
    expect(why({ deployed: release('0.6.0+3.2.1'), releases: [] })?.evidence).toEqual([
      '0.6.0+3.2.1: the clone of the recipe has no release',
    ])
    expect(why({ deployed: release('main'), releases })?.evidence).toEqual([
      'main cannot be compared with the releases of the clone',
      'no tag of the clone is main',
    ])
  })

  it('names the last five of many newer releases', () => {
    const many = [1, 2, 3, 4, 5, 6, 7, 8].map((minor) => `0.${minor}.0+1.0.0`)
    expect(evidence({ deployed: release('0.3.0+1.0.0'), releases: many }, 'behind')).toEqual([
      '5 newer releases: 0.4.0+1.0.0, 0.5.0+1.0.0, 0.6.0+1.0.0, 0.7.0+1.0.0, 0.8.0+1.0.0',
    ])
    expect(evidence({ deployed: release('0.2.0+1.0.0'), releases: many }, 'behind')).toEqual([
      '6 newer releases: 1 and 0.4.0+1.0.0, 0.5.0+1.0.0, 0.6.0+1.0.0, 0.7.0+1.0.0, 0.8.0+1.0.0',
    ])
  })

  it('has what Swarm said, and why, in the evidence', () => {
    const failed = release('0.10.0+3.4.0', { verdict: 'failed', reason: 'forum_app: slot 1 failed' })
    expect(evidence({ deployed: failed, causes: ['exit code 1'] }, 'failed')).toEqual([
      'failed: forum_app: slot 1 failed',
      'exit code 1',
    ])
    expect(evidence({ deployed: release('0.10.0+3.4.0') }, 'current')).toEqual(['0.10.0+3.4.0: 1 of 1 running'])
    expect(evidence({ deployed: release('0.11.0+3.4.0') }, 'ahead')).toEqual([
      '0.11.0+3.4.0 is newer than 0.10.0+3.4.0, the newest release of the clone',
      'no tag of the clone is 0.11.0+3.4.0',
    ])
    expect(evidence({ deployed: release('0.10.0+3.4.0'), sharedWith: ['b.org', 'c.org'] }, 'shared-stack')).toEqual([
      'the stack is also that of b.org, c.org',
    ])
    expect(evidence({ deployed: release(undefined) }, 'unknown-version')).toEqual([
      'the service app has no label that names a version',
    ])
  })

  it('says what makes a comparison doubtful', () => {
    expect(evidence({ deployed: release('0.8.0+3.3.9') }, 'behind')).toEqual([
      '1 newer release: 0.10.0+3.4.0',
      'no tag of the clone is 0.8.0+3.3.9',
    ])
    const twins = [...releases, '0.10.0+3.5.0']
    expect(evidence({ deployed: release('0.10.0+3.4.0'), releases: twins }, 'behind')?.[1]).toBe(
      '0.10.0+3.4.0 and 0.10.0+3.5.0 differ behind the + alone, and the order of such releases is unconfirmed (R82)',
    )
    const other = { recipe: 'discourse', deployed: release('0.6.0+3.2.1', { otherRecipe: 'nextcloud' }) }
    expect(evidence(other, 'drifted')).toEqual([
      "the app's file names the recipe discourse",
      'the labels name the recipe nextcloud',
    ])
  })
})
