import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildScenario, type Step, withScenario, withScratch } from '../../support/scenario.js'
import { snapshotTree } from '../../support/snapshot.js'

describe('steps that make', () => {
  it('give the modes and types they name, under names of any bytes', async () => {
    const steps: Step[] = [
      { do: 'write', path: 'plain', text: 'é' },
      { do: 'write', path: 'a/b/private', base64: '/wA=', mode: '600' },
      { do: 'write', path: 'repeated', repeat: 'aé', times: 3 },
      { do: 'write', path: 'set', text: '', mode: '4755' },
      { do: 'mkdir', path: 'empty/folder', mode: '700' },
      { do: 'link', path: 'gone', to: '/nowhere/\\xff' },
      { do: 'fifo', path: 'pipe {} \\xfe' },
      { do: 'socket', path: 'socket' },
      { do: 'write', path: '\\xff\\\\', text: 'x' },
      { do: 'write', path: './home:x', text: 'x' },
      { do: 'write', path: 'home:.gitconfig', text: '' },
      { do: 'write', path: 'outside:a/b', text: '' },
    ]
    await withScenario({ repository: 'none', steps }, ({ dir, home, outside }) => {
      expect([...snapshotTree(dir)].map(([path, { type, mode }]) => `${mode} ${type} ${path}`).sort()).toEqual([
        '4755 file set',
        '600 file a/b/private',
        '644 fifo pipe {} \\xfe',
        '644 file \\xff\\\\',
        '644 file home:x',
        '644 file plain',
        '644 file repeated',
        '644 socket socket',
        '700 folder empty/folder',
        '755 folder .',
        '755 folder a',
        '755 folder a/b',
        '755 folder empty',
        '777 link gone',
      ])
      expect(readFileSync(join(dir, 'plain'), 'utf8')).toBe('é')
      expect(readFileSync(join(dir, 'a/b/private'), 'hex')).toBe('ff00')
      expect(readFileSync(join(dir, 'repeated'), 'utf8')).toBe('aéaéaé')
      expect(snapshotTree(dir).get('gone')?.content).toBe('/nowhere/\\xff')
      expect([readdirSync(home), readdirSync(join(outside, 'a'))]).toEqual([['.gitconfig'], ['b']])
    })
  })

  it.runIf(process.getuid?.() === 0)('make devices, as root', async () => {
    const steps: Step[] = [{ do: 'device', path: 'null \\xff', kind: 'c', major: 1, minor: 3 }]
    await withScenario({ steps }, ({ dir }) => expect(snapshotTree(dir).get('null \\xff')?.type).toBe('device'))
  })

  it('replace files, links and FIFOs, but never what a link points at', async () => {
    const steps: Step[] = [
      { do: 'write', path: 'target', text: 'kept' },
      { do: 'link', path: 'link', to: 'target' },
      { do: 'fifo', path: 'pipe' },
      { do: 'write', path: 'script', text: 'old and longer', mode: '755' },
      { do: 'write', path: 'link', text: 'new' },
      { do: 'write', path: 'pipe', text: 'new' },
      { do: 'write', path: 'script', text: 'new' },
      { do: 'link', path: 'script2', to: 'a' },
      { do: 'link', path: 'script2', to: 'b' },
    ]
    await withScenario({ repository: 'none', steps }, ({ dir }) => {
      for (const name of ['link', 'pipe', 'script']) expect(readFileSync(join(dir, name), 'utf8'), name).toBe('new')
      expect(lstatSync(join(dir, 'link')).isFile()).toBe(true)
      expect(statSync(join(dir, 'script')).mode & 0o777).toBe(0o755)
      expect(readFileSync(join(dir, 'target'), 'utf8')).toBe('kept')
      expect(snapshotTree(dir).get('script2')?.content).toBe('b')
    })
  })
})

describe('steps that change', () => {
  it('append, patch, truncate, rename, remove and change modes, also where the mode forbids it', async () => {
    const steps: Step[] = [
      { do: 'write', path: 'protected', text: 'abcdef', mode: '444' },
      { do: 'append', path: 'protected', text: 'gh' },
      { do: 'patch', path: 'protected', offset: 1, bytes: '5859' },
      { do: 'patch', path: 'protected', offset: -1, bytes: '5a' },
      { do: 'write', path: 'cut', text: 'abcdef' },
      { do: 'truncate', path: 'cut', size: 2 },
      { do: 'truncate', path: 'cut', size: 4 },
      { do: 'chmod', path: 'cut', mode: '711' },
      { do: 'rename', from: 'cut', to: 'into/\\xff' },
      { do: 'write', path: 'gone/\\xff/file', text: '' },
      { do: 'link', path: 'gone/link', to: '../protected' },
      { do: 'remove', path: 'gone' },
    ]
    await withScenario({ repository: 'none', steps }, ({ dir }) => {
      const tree = snapshotTree(dir)
      expect([...tree.keys()].sort()).toEqual(['.', 'into', 'into/\\xff', 'protected'])
      expect(tree.get('protected')).toMatchObject({ mode: '444', content: sha256('aXYdefgZ') })
      expect(tree.get('into/\\xff')).toMatchObject({ mode: '711', content: sha256('ab\0\0') })
    })
  })

  it('flip bits, so that a byte changes whatever it was, and twice is none', async () => {
    const byte = (value: string): Step => ({
      do: 'write',
      path: value,
      base64: Buffer.from(value, 'hex').toString('base64'),
    })
    const flip = (path: string, offset: number, mask: string): Step => ({ do: 'flip', path, offset, mask })
    const steps: Step[] = [
      ...['ff', '00', '5a', '00ff5a'].map(byte),
      ...['ff', '00', '5a'].map((path) => flip(path, -1, 'ff')),
      flip('00ff5a', 1, '0f01'),
      { do: 'write', path: 'twice', text: 'abc', mode: '444' },
      flip('twice', 1, '80'),
      flip('twice', -2, '80'),
    ]
    await withScenario({ repository: 'none', steps }, ({ dir }) => {
      const hex = (path: string) => readFileSync(join(dir, path)).toString('hex')
      expect(['ff', '00', '5a', '00ff5a'].map(hex)).toEqual(['00', 'ff', 'a5', '00f05b'])
      expect(snapshotTree(dir).get('twice')).toMatchObject({ mode: '444', content: sha256('abc') })
    })
  })

  it('give a patched index a right checksum again', async () => {
    const commit: Step[] = [{ do: 'write', path: 'a', text: '' }, { do: 'commit' }]
    // The name of the only entry: it begins 62 bytes into an entry, and the entries 12 bytes into the index.
    const patch: Step = { do: 'patch', path: '.git/index', offset: 74, bytes: '62' }
    const check: Step = { do: 'git', args: ['fsck'] }
    await withScratch(async (into) => {
      await expect(buildScenario({ steps: [...commit, patch, check] }, into)).rejects.toThrow('index file corrupt')
    })
    await withScenario({ steps: [...commit, patch, { do: 'resum', path: '.git/index' }, check] }, ({ dir }) => {
      expect(git(dir, 'ls-files')).toBe('b\n')
    })
  })

  it.each<[step: Step, message: string]>([
    [{ do: 'patch', path: 'a', offset: 2, bytes: '0000' }, 'offset 2 is out of a file of 3 bytes'],
    [{ do: 'patch', path: 'a', offset: -4, bytes: '00' }, 'offset -4 is out of a file of 3 bytes'],
    [{ do: 'flip', path: 'a', offset: 3, mask: 'ff' }, 'offset 3 is out of a file of 3 bytes'],
    [{ do: 'flip', path: 'a', offset: -4, mask: 'ff' }, 'offset -4 is out of a file of 3 bytes'],
    [{ do: 'flip', path: 'link', offset: 0, mask: 'ff' }, 'this is no regular file'],
    [{ do: 'resum', path: 'a' }, 'its SHA-1 is out of a file of 3 bytes'],
    [{ do: 'chmod', path: 'link', mode: '644' }, 'a link cannot be given a mode'],
    [{ do: 'append', path: 'link', text: '' }, 'this is no regular file'],
    [{ do: 'truncate', path: 'pipe', size: 0 }, 'this is no regular file'],
    [{ do: 'write', path: 'up/x/y', text: '' }, 'path "up/x/y" leads out through a link'],
    [{ do: 'mkdir', path: 'up' }, 'path "up" leads out through a link'],
    [{ do: 'remove', path: 'up/kept' }, 'path "up/kept" leads out through a link'],
    [{ do: 'chmod', path: 'up/kept', mode: '000' }, 'path "up/kept" leads out through a link'],
    [{ do: 'rename', from: 'a', to: 'up/a' }, 'path "up/a" leads out through a link'],
    [{ do: 'touch', path: 'nowhere', mtime: 1, nanoseconds: '000000001' }, 'ENOENT'],
    [{ do: 'git', args: ['init'], cwd: 'up' }, 'path "up" leads out through a link'],
    [{ do: 'git', args: ['init'], cwd: '\\xff' }, 'path "\\\\xff" is not UTF-8'],
  ])('refuse %j', async (step, message) => {
    await withScratch(async (scratch) => {
      const steps: Step[] = [
        { do: 'write', path: 'a', text: 'abc' },
        { do: 'link', path: 'link', to: 'a' },
        { do: 'fifo', path: 'pipe' },
        { do: 'mkdir', path: '\\xff' },
        { do: 'link', path: 'up', to: '../../elsewhere' },
        step,
      ]
      mkdirSync(join(scratch, 'elsewhere/kept'), { recursive: true })
      symlinkSync('gone', join(scratch, 'elsewhere/dangling'))
      const before = snapshotTree(join(scratch, 'elsewhere'))
      const building = buildScenario({ repository: 'none', steps }, join(scratch, 'into'))
      await expect(building).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(message),
        data: { argument: 'steps[5]', value: step.do },
      })
      expect(snapshotTree(join(scratch, 'elsewhere'))).toEqual(before)
    })
  })

  it.each<Step>([{ do: 'settle' }, { do: 'git', args: ['init'] }, { do: 'write', path: 'kept', text: 'x' }])(
    'refuse $do in a checkout that became a link to elsewhere',
    async (step) => {
      await withScratch(async (scratch) => {
        mkdirSync(join(scratch, 'elsewhere'))
        writeFileSync(join(scratch, 'elsewhere/kept'), '')
        const before = snapshotTree(join(scratch, 'elsewhere'))
        const steps: Step[] = [{ do: 'remove', path: '.' }, { do: 'link', path: '.', to: '../elsewhere' }, step]
        const building = buildScenario({ repository: 'none', steps }, join(scratch, 'into'))
        await expect(building).rejects.toThrow('leads out through a link')
        expect(snapshotTree(join(scratch, 'elsewhere'))).toEqual(before)
      })
    },
  )

  it('write through a link that stays inside', async () => {
    const steps: Step[] = [
      { do: 'mkdir', path: 'outside:real' },
      { do: 'link', path: 'link', to: '../outside/real' },
      { do: 'write', path: 'link/new/file', text: '' },
    ]
    await withScenario({ steps }, ({ outside }) => expect(existsSync(join(outside, 'real/new/file'))).toBe(true))
  })
})

describe('times', () => {
  it('are set to the nanosecond, of a link itself, before the epoch and far ahead', async () => {
    const steps: Step[] = [
      { do: 'write', path: 'a \\xff', text: '' },
      { do: 'touch', path: 'a \\xff', mtime: 1_700_000_000, nanoseconds: '123456789' },
      { do: 'link', path: 'link', to: 'a \\xff' },
      { do: 'touch', path: 'link', mtime: 1_700_000_001, nanoseconds: '000000001' },
      { do: 'write', path: 'old', text: '' },
      { do: 'touch', path: 'old', mtime: -5 },
      { do: 'write', path: 'far', text: '' },
      { do: 'touch', path: 'far', mtime: 2 ** 32 + 5 },
      { do: 'touch', path: '.', mtime: 7 },
    ]
    await withScenario({ repository: 'none', steps }, ({ dir }) => {
      const tree = snapshotTree(dir)
      expect(['a \\xff', 'link', 'old', 'far', '.'].map((path) => tree.get(path)?.mtimeNs)).toEqual([
        '1700000000123456789',
        '1700000001000000001',
        '-5000000000',
        '4294967301000000000',
        '7000000000',
      ])
    })
  })

  it('settle to one past moment outside .git, with an index that git need not refresh', async () => {
    const steps: Step[] = [
      { do: 'write', path: 'a/b', text: '' },
      { do: 'link', path: 'l', to: 'a' },
      { do: 'commit' },
      { do: 'append', path: 'a/b', text: 'changed' },
      { do: 'settle' },
    ]
    await withScenario({ steps }, ({ dir }) => {
      const times = [...snapshotTree(dir)].filter(([path]) => !path.startsWith('.git'))
      expect(times.map(([path, { mtimeNs }]) => `${path} ${mtimeNs}`).sort()).toEqual([
        '. 1577836800000000000',
        'a 1577836800000000000',
        'a/b 1577836800000000000',
        'l 1577836800000000000',
      ])
      expect(statSync(join(dir, '.git/HEAD')).mtimeMs).toBeGreaterThan(1_577_836_800_000)
      const listed = git(dir, 'ls-files', '--debug', 'l')
      expect(listed).toContain('mtime: 1577836800:0')
      expect(git(dir, 'diff-files', '--name-only')).toBe('a/b\n')
    })
  })

  it('settle in the middle of a merge', async () => {
    const steps: Step[] = [
      { do: 'write', path: 'a', text: '1' },
      { do: 'commit' },
      { do: 'git', args: ['checkout', '-q', '-b', 'other'] },
      { do: 'write', path: 'a', text: '2' },
      { do: 'commit' },
      { do: 'checkout', ref: 'main' },
      { do: 'write', path: 'a', text: '3' },
      { do: 'commit' },
      { do: 'git', args: ['merge', 'other'], mayFail: true },
      { do: 'settle' },
    ]
    await withScenario({ steps }, ({ dir }) => {
      expect(git(dir, 'status', '--porcelain')).toBe('UU a\n')
      expect(snapshotTree(dir).get('a')?.mtimeNs).toBe('1577836800000000000')
    })
  })

  it('settle where there is no repository', async () => {
    const steps: Step[] = [{ do: 'write', path: 'a', text: '' }, { do: 'settle' }]
    await withScenario({ repository: 'none', steps }, ({ dir }) => {
      expect(snapshotTree(dir).get('a')?.mtimeNs).toBe('1577836800000000000')
    })
  })
})

function git(dir: string, ...args: string[]): string {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  return execFileSync('git', args, { cwd: dir, env, encoding: 'utf8' })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
