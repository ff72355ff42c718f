import { describe, expect, it } from 'vitest'
import { readWorktreeStatus } from '../src/git/worktree/read-worktree-status.js'
import { currentWork, WorkBudget, withProcessBudget, withWorkBudget } from '../src/work-budget.js'
import { anError } from './support/expect-error.js'
import { type Step, withScenario } from './support/scenario.js'

describe('WorkBudget', () => {
  it('refuses once more was spent than there is, and each time from then on', () => {
    const work = new WorkBudget(100_000)
    work.place = 'recipe'
    work.spend('objects', 2)
    expect(() => work.spend('objects', 2)).toThrow(anError('SAFETY_LIMIT'))
    expect(() => work.spend('path bytes', 0)).toThrow('recipe asks for more work than one command does (4 objects)')
  })

  it('may be spent to the last, and half of it before what must not stop halfway', () => {
    const work = new WorkBudget(60_000)
    work.spend('objects')
    expect(work.finish(() => 'half')).toBe('half')
    work.spend('objects')
    expect(() => work.spend('path bytes')).toThrow(anError('SAFETY_LIMIT'))
  })

  it('names the two kinds that took most', () => {
    const work = new WorkBudget(100_000)
    work.spend('names in folders', 2)
    work.spend('folders')
    expect(() => work.spend('objects', 3)).toThrow('(3 objects, 1 folders)')
  })

  it('lets what must not stop halfway go on, if as much is left as was spent', () => {
    const work = new WorkBudget(100_000)
    work.spend('objects', 1)
    const finished = work.finish(() => {
      work.spend('objects', 100)
      return 'done'
    })
    expect(finished).toBe('done')
    work.spend('objects', 1)
    expect(() => work.finish(() => expect.fail('begun'))).toThrow(anError('SAFETY_LIMIT'))
    expect(() => work.spend('objects', 2)).toThrow(anError('SAFETY_LIMIT'))
  })

  it('has enough for a checkout of 300,000 small files that are all hashed', () => {
    const work = new WorkBudget()
    const spendAll = (count: number) => {
      work.spend('index entries', 2 * 6_000)
      work.spend('folders', 2 * 6_000)
      work.spend('names in folders', 2 * count)
      work.spend('files read', count)
      work.spend('file bytes', 1_000 * count)
    }
    expect(() => spendAll(300_000)).not.toThrow()
    expect(() => spendAll(300_000)).toThrow(anError('SAFETY_LIMIT'))
  })

  it('is one for all that a command waits for, and apart for two at once', async () => {
    const step = async (work: WorkBudget) => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve))
        expect(currentWork()).toBe(work)
      }
    }
    const seen = await Promise.all(
      [1, 2].map(() =>
        withWorkBudget(async () => {
          const work = currentWork()
          await step(work)
          return work
        }),
      ),
    )
    expect(seen[0]).not.toBe(seen[1])
  })

  it('of a process is one for all, until the command ends', async () => {
    const before = currentWork()
    const during = await withProcessBudget(async () => {
      const work = currentWork()
      await new Promise((resolve) => setTimeout(resolve, 1))
      expect(currentWork()).toBe(work)
      return work
    })
    expect(during).not.toBe(before)
    expect(currentWork()).not.toBe(during)
    await expect(withProcessBudget(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(currentWork()).not.toBe(during)
  })

  it('of a call outside of a command lasts until the call waits', async () => {
    const first = currentWork()
    expect(currentWork()).toBe(first)
    await new Promise((resolve) => setImmediate(resolve))
    expect(currentWork()).not.toBe(first)
  })
})

describe('a checkout that asks for more than the bound', () => {
  const write = (path: string, text = path): Step => ({ do: 'write', path, text })
  const commit: Step = { do: 'commit' }
  const files = ['a/b/c/d', 'a/b/c/e', 'a/f', 'g'].map((path) => write(path))
  const staged: Step = { do: 'git', args: ['rm', '-rq', '--cached', '.'] }
  const packed: Step = { do: 'git', args: ['repack', '-adq'] }

  it.each<[what: string, steps: Step[], kind: string]>([
    ['by its trees', [...files, commit, staged], 'tree nodes|changes|objects'],
    ['by its untracked files', [write('base'), commit, ...files], 'folders|names in folders|changes'],
    ['by what has to be hashed', [...files, commit, write('g', 'other')], 'files read'],
    ['by its ignore patterns', [write('.gitignore', 'x\n'.repeat(50)), commit, ...files], 'patterns read'],
    ['by its objects in a pack', [...files, commit, packed, staged], 'objects|tree nodes'],
  ])('is refused: %s', async (_what, steps, kind) => {
    await withScenario({ steps }, async ({ dir, home }) => {
      const ask = (most?: number) => withWorkBudget(() => readWorktreeStatus(dir, { home }), most)
      await expect(ask()).resolves.toMatchObject({ clean: false })
      await expect(ask(1)).rejects.toThrow(anError('SAFETY_LIMIT'))
      await expect(ask(1)).rejects.toThrow(/^\S+ asks for more work than one command does/)
      await expect(leastThatIsEnough(ask), kind).resolves.toMatch(new RegExp(kind))
    })
  })

  /** What the message names, when the budget is one step too small for the whole. */
  async function leastThatIsEnough(ask: (most: number) => Promise<unknown>): Promise<string> {
    let [low, high] = [0, 10_000_000_000]
    let said = ''
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      try {
        await ask(middle)
        high = middle
      } catch (error) {
        said = String(error)
        low = middle
      }
    }
    return said
  }
})
