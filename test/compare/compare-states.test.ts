import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareState, type StateComparison } from '../../compare/compare-states.js'
import { type Reference, type ReferenceAnswer, ReferenceProcess } from '../../src/golden/cases/reference-process.js'
import { type Scenario, withScratch } from '../support/scenario.js'

const CHANGED: Scenario = {
  steps: [
    { do: 'write', path: 'a', text: 'one' },
    { do: 'commit' },
    { do: 'settle' },
    { do: 'write', path: 'a', text: 'other' },
    { do: 'write', path: 'b', text: '' },
  ],
}
const NO_REPOSITORY: Scenario = { repository: 'none', steps: [] }
const HEAD = { hash: 'c3cc7d1a1fbe0eab0f38a7a4ffac3d6a3ed1d9c2', name: 'refs/heads/main' }
const FILES = [
  { path: 'a', change: ' M' },
  { path: 'b', change: '??' },
]

async function compare(scenario: Scenario, answer: ReferenceAnswer): Promise<StateComparison> {
  const reference: Reference = { ask: async () => answer }
  const [comparison] = await compareState(scenario, new Map([['5.16', reference]]))
  if (comparison === undefined) throw new Error('nothing was compared')
  return comparison
}

/** What the port says, and HEAD as a reference would give it. */
async function portOf(scenario: Scenario) {
  const { port } = await compare(scenario, { open: { error: 'not asked' } })
  const head = port['head']
  if (head === undefined || !('answer' in head)) throw new Error('no head')
  return { port, head: head.answer as { hash: string; name: string } }
}

describe('compareState', () => {
  it('agrees with a reference that says the same', async () => {
    const { port, head } = await portOf(CHANGED)
    expect(port['status']).toEqual({ answer: { clean: false, files: FILES } })
    const answer = { open: {}, head, tags: [], status: { clean: false, files: FILES } }
    expect(await compare(CHANGED, answer)).toMatchObject({ verdict: 'agree', profile: '5.16' })
    const differences: ReferenceAnswer[] = [
      { ...answer, head: { ...head, name: 'HEAD' } },
      { ...answer, head: { ...head, hash: '0'.repeat(40) } },
      { ...answer, head: { error: 'reference not found' } },
      { ...answer, head: { error: 'something else' } },
      { ...answer, tags: [{ name: '1.0.0', hash: HEAD.hash }] },
      { ...answer, status: { clean: true, files: FILES } },
      { ...answer, status: { clean: false, files: FILES.slice(1) } },
      { ...answer, status: { clean: false, files: [...FILES].reverse() } },
      { ...answer, status: { clean: false, files: FILES.map((file) => ({ ...file, change: 'M ' })) } },
      { ...answer, status: { error: 'index is broken' } },
      { ...answer, status: { panic: 'index out of range' } },
      { ...answer, status: { timeout: true } },
      { open: { error: 'repository does not exist' } },
      { died: 'out of memory' },
    ]
    for (const difference of differences)
      expect(await compare(CHANGED, difference)).toMatchObject({ verdict: 'differ', stage: expect.any(String) })
    for (const broken of [{ badRequest: 'unknown key' }, {}, { open: {} }, { open: {}, head }])
      await expect(compare(CHANGED, broken)).rejects.toThrow('no answer')
  })

  it('takes any two errors for the same answer, and keeps their words', async () => {
    const comparison = await compare(NO_REPOSITORY, { open: { error: 'repository does not exist' } })
    expect(comparison).toEqual({
      profile: '5.16',
      verdict: 'agree',
      reference: { open: { error: 'repository does not exist' } },
      port: { open: { failed: expect.stringContaining('REPOSITORY_NOT_FOUND'), words: expect.any(String) } },
    })
    expect(await compare(NO_REPOSITORY, { died: 'out of memory' })).toMatchObject({ verdict: 'safety' })
  })

  it('lists what the port declines to read apart', async () => {
    const scenario: Scenario = { steps: [{ do: 'fifo', path: '.gitignore' }] }
    const hanging = { open: {}, head: { error: 'reference not found' }, tags: [], status: { timeout: true as const } }
    expect(await compare(scenario, hanging)).toMatchObject({
      verdict: 'safety',
      port: { status: { declined: expect.stringContaining('SAFETY_LIMIT') } },
      reference: { status: { hang: 'timeout' } },
    })
  })

  it('takes one folder for all profiles, until a reference writes into it', async () => {
    const asked: string[] = []
    const reference = (act: (dir: string) => void): Reference => ({
      ask: async (request) => {
        const dir = 'dir' in request ? request.dir : ''
        asked.push(dir)
        act(dir)
        return { open: { error: 'x' } }
      },
    })
    const write = (dir: string) => writeFileSync(join(dir, '.git/new'), '')
    const references = new Map([
      ['5.16', reference(() => {})] as const,
      ['5.17', reference(write)] as const,
      ['5.19', reference(() => {})] as const,
    ])
    const comparisons = await compareState(CHANGED, references)
    expect(comparisons.map(({ profile, verdict }) => [profile, verdict])).toEqual([
      ['5.16', 'differ'],
      ['5.17', 'differ'],
      ['5.19', 'differ'],
    ])
    expect(asked[0]).toBe(asked[1])
    expect(asked[1]).not.toBe(asked[2])
  })

  it('notices that the port is wrong about the other profiles', async () => {
    const { head } = await portOf(CHANGED)
    const dirty = { open: {}, head, tags: [], status: { clean: false, files: FILES } }
    const answers: ReferenceAnswer[] = [dirty, dirty, { open: { error: 'x' } }]
    const references = new Map(
      (['5.16', '5.17', '5.19'] as const).map((profile, i) => [profile, { ask: async () => answers[i] ?? {} }]),
    )
    const comparisons = await compareState(CHANGED, references)
    expect(comparisons.map(({ verdict, note }) => [verdict, note])).toEqual([
      ['differ', 'that the profiles agree should be false'],
      ['differ', 'that the profiles agree should be false'],
      ['differ', undefined],
    ])
    // With fewer references than profiles nothing is known about the others.
    const two = await compareState(CHANGED, new Map([...references].slice(0, 2)))
    expect(two.map(({ verdict }) => verdict)).toEqual(['agree', 'agree'])
  })
})

describe('ReferenceProcess', () => {
  /** Answers each request with its own text; at `die` it ends, as go-git does when memory runs out. */
  const SCRIPT = `#!/bin/sh
while read -r line; do
  case "$line" in *die*) echo 'fatal error: out of memory' >&2; exit 2;; esac
  echo "{\\"goGit\\":\\"v0\\",\\"error\\":$(echo "$line" | sed 's/.*"config"://; s/}$//')}"
done
`
  async function withProgram(use: (reference: ReferenceProcess) => Promise<void>): Promise<void> {
    await withScratch(async (dir) => {
      const program = join(dir, 'reference')
      writeFileSync(program, SCRIPT)
      chmodSync(program, 0o755)
      const reference = new ReferenceProcess(program)
      try {
        await use(reference)
      } finally {
        reference.close()
      }
    })
  }

  it('answers in order, also requests that come at once', async () => {
    await withProgram(async (reference) => {
      const answers = await Promise.all(['a', 'b', 'c'].map((config) => reference.ask({ config })))
      expect(answers.map(({ error }) => error)).toEqual(['a', 'b', 'c'])
    })
  })

  it('survives the death of the program: the request that killed it is told, the others are answered', async () => {
    await withProgram(async (reference) => {
      const answers = await Promise.all(['a', 'die', 'b', 'die', 'c'].map((config) => reference.ask({ config })))
      const died = { died: expect.stringMatching(/exit code 2: fatal error: out of memory/) }
      expect(answers).toEqual([
        { goGit: 'v0', error: 'a' },
        died,
        { goGit: 'v0', error: 'b' },
        died,
        { goGit: 'v0', error: 'c' },
      ])
      expect(await reference.ask({ config: 'd' })).toMatchObject({ error: 'd' })
    })
  })

  it('tells those who wait when it is closed', async () => {
    await withProgram(async (reference) => {
      const waiting = reference.ask({ config: 'a' })
      reference.close()
      expect(await waiting).toEqual({ died: 'closed' })
    })
  })

  it('says what to do where the program is missing', async () => {
    const reference = new ReferenceProcess('/no/such/reference')
    await expect(reference.ask({ config: '' })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('build it first'),
    })
  })
})
