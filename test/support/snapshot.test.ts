import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Scenario, withScenario } from './scenario.js'
import { expectUntouched, snapshotTree } from './snapshot.js'

const SCENARIO: Scenario = {
  steps: [
    { do: 'write', path: 'a/file', text: 'abc' },
    { do: 'write', path: '\\xff', text: '' },
    { do: 'write', path: '__proto__', text: '' },
    { do: 'link', path: 'link', to: 'a' },
    { do: 'fifo', path: 'pipe' },
    { do: 'commit' },
    { do: 'settle' },
  ],
}
const SETTLED = new Date('2020-01-01T00:00:00Z')

describe('snapshotTree', () => {
  it('holds every path once, with type, mode, time, size and content', async () => {
    await withScenario(SCENARIO, ({ dir }) => {
      const tree = snapshotTree(dir)
      expect([...tree.keys()].filter((path) => !path.startsWith('.git/')).sort()).toEqual(
        ['.', '.git', '__proto__', 'a', 'a/file', 'link', 'pipe', '\\xff'].sort(),
      )
      expect(tree.get('a/file')).toEqual({
        type: 'file',
        mode: '644',
        mtimeNs: '1577836800000000000',
        size: '3',
        content: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      })
      expect(tree.get('link')).toMatchObject({ type: 'link', content: 'a' })
      expect(tree.get('pipe')).toMatchObject({ type: 'fifo', size: '0' })
      expect(tree.get('.git/index')?.type).toBe('file')
      expect(snapshotTree(dir)).toEqual(tree)
    })
  })

  it('fails on a missing folder instead of finding nothing in it', () => {
    expect(() => snapshotTree('/no/such/folder')).toThrow('ENOENT')
  })
})

describe('expectUntouched', () => {
  it.each<[change: string, (dir: string) => void]>([
    ['one byte, with size and time put back', (dir) => rewrite(dir, 'a/file', 'abd')],
    ['one more byte', (dir) => appendFileSync(join(dir, 'a/file'), 'd')],
    ['a time only', (dir) => utimesSync(join(dir, 'a/file'), 1, 1)],
    ['the time of a folder', (dir) => utimesSync(join(dir, 'a'), 1, 1)],
    ['the time of the folder itself', (dir) => utimesSync(dir, 1, 1)],
    ['a mode', (dir) => chmodSync(join(dir, 'a/file'), 0o755)],
    ['the mode of a FIFO', (dir) => chmodSync(join(dir, 'pipe'), 0o600)],
    ['an added file', (dir) => withTimes(join(dir, 'a'), () => writeFileSync(join(dir, 'a/new'), ''))],
    ['an added empty folder', (dir) => withTimes(dir, () => mkdirSync(join(dir, 'new')))],
    ['a file taken away', (dir) => withTimes(dir, () => unlinkSync(join(dir, '__proto__')))],
    ['a name', (dir) => withTimes(dir, () => renameSync(join(dir, '__proto__'), join(dir, 'constructor')))],
    ['the target of a link', (dir) => withTimes(dir, () => relink(join(dir, 'link'), 'b'))],
    ['the index', (dir) => appendFileSync(join(dir, '.git/index'), 'x')],
    ['a lock file', (dir) => withTimes(join(dir, '.git'), () => writeFileSync(join(dir, '.git/index.lock'), ''))],
  ])('notices %s', async (_name, change) => {
    await withScenario(SCENARIO, async ({ dir }) => {
      await expect(expectUntouched(dir, () => change(dir))).rejects.toThrow('to deeply equal')
    })
  })

  it('lets reading pass, and hands on what was answered', async () => {
    await withScenario(SCENARIO, async ({ dir, home }) => {
      const read = async () => [readFileSync(join(dir, 'a/file'), 'utf8'), readdirSync(home)]
      expect(await expectUntouched([dir, home], read)).toEqual(['abc', []])
    })
  })

  it('looks at every folder it is given', async () => {
    await withScenario(SCENARIO, async ({ dir, home }) => {
      const write = () => writeFileSync(join(home, '.gitconfig'), '')
      await expect(expectUntouched([dir, home], write)).rejects.toThrow('to deeply equal')
    })
  })

  it('throws again what was thrown, unless something was changed before', async () => {
    await withScenario(SCENARIO, async ({ dir }) => {
      const fail = () => {
        throw new RangeError('of its own')
      }
      const changeAndFail = () => {
        appendFileSync(join(dir, 'a/file'), 'd')
        fail()
      }
      await expect(expectUntouched(dir, fail)).rejects.toThrow(RangeError)
      await expect(expectUntouched(dir, changeAndFail)).rejects.toThrow('to deeply equal')
    })
  })
})

function rewrite(dir: string, path: string, text: string): void {
  writeFileSync(join(dir, path), text)
  utimesSync(join(dir, path), SETTLED, SETTLED)
}

/** Changes a folder and puts its time back, so that only the change itself can be noticed. */
function withTimes(folder: string, change: () => void): void {
  utimesSync(folder, SETTLED, SETTLED)
  change()
  utimesSync(folder, SETTLED, SETTLED)
}

function relink(path: string, target: string): void {
  unlinkSync(path)
  symlinkSync(target, path)
}
