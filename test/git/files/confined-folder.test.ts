import { lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareByteStrings, printable, toBuffer, toByteString } from '../../../src/byte-string/byte-string.js'
import { isAbraVersionError } from '../../../src/errors.js'
import { errnoOf } from '../../../src/file-error/errno-of.js'
import { safetyLimit } from '../../../src/file-error/safety-limit.js'
import { ConfinedFolder, type LinkPolicy, listNames } from '../../../src/git/files/confined-folder.js'
import { SmallFiles } from '../../../src/git/files/small-files.js'
import { anError } from '../../support/expect-error.js'
import { type BuiltScenario, type Step, withScenario, withScratch } from '../../support/scenario.js'
import { watchFiles } from '../../support/watch-files.js'

const POLICIES: LinkPolicy[] = ['kernel', 'bounded']

/** The text of the file, or the code of the error. */
function read(folder: ConfinedFolder, path: string): string {
  return attempt(() => folder.readFile(path, 1000).toString('utf8'))
}

function attempt(use: () => string): string {
  try {
    return use()
  } catch (error) {
    return isAbraVersionError(error) ? error.code : (errnoOf(error) ?? String(error))
  }
}

/** A folder with a file, a folder with a file in it, and what else the steps make. */
function withFolder(
  steps: Step[],
  use: (open: (policy: LinkPolicy) => ConfinedFolder, built: BuiltScenario) => void | Promise<void>,
): Promise<void> {
  const all: Step[] = [
    { do: 'write', path: 'file', text: 'text' },
    { do: 'write', path: 'sub/inner', text: 'inner text' },
    { do: 'write', path: 'outside:secret', text: 'secret' },
    ...steps,
  ]
  return withScenario({ repository: 'none', steps: all }, (built) =>
    use((policy) => new ConfinedFolder(toByteString(built.dir), policy), built),
  )
}

const link = (path: string, to: string): Step => ({ do: 'link', path, to })

describe('reading a file', () => {
  it.each<[path: string, expected: string]>([
    ['file', 'text'],
    ['sub/inner', 'inner text'],
    ['./sub//inner', 'inner text'],
    ['sub/../file', 'text'],
    ['missing', 'ENOENT'],
    ['missing/inner', 'ENOENT'],
    ['file/inner', 'ENOTDIR'],
    ['sub', 'EISDIR'],
    ['', 'EISDIR'],
    ['.', 'EISDIR'],
  ])('gives its bytes, or the error of the system: %j is %s', async (path, expected) => {
    await withFolder([], (open) => {
      for (const policy of POLICIES) expect(read(open(policy), path), policy).toBe(expected)
    })
  })

  it('knows names of any bytes', async () => {
    await withFolder([{ do: 'write', path: '\\xff/caf\\xe9', text: 'bytes' }], (open) => {
      expect(read(open('kernel'), '\xff/caf\xe9')).toBe('bytes')
    })
  })

  it('stops at its bound, and reads files that say they are empty', async () => {
    await withFolder([], (open) => {
      const folder = open('kernel')
      expect(folder.readFile('file', 4).toString()).toBe('text')
      expect(() => folder.readFile('file', 3)).toThrow(anError('SAFETY_LIMIT'))
      expect(() => folder.readFile('file', 3)).toThrow('file is larger than 3 bytes')
    })
  })

  it.runIf(process.platform === 'linux')('reads files that say they are empty and are not', () => {
    const folder = new ConfinedFolder('/proc/self', 'kernel')
    expect(folder.readFile('cmdline', 1 << 20).equals(readFileSync('/proc/self/cmdline'))).toBe(true)
    expect(() => folder.readFile('cmdline', 1)).toThrow(anError('SAFETY_LIMIT'))
  })
})

describe('what is no file', () => {
  const special: Step[] = [
    { do: 'fifo', path: 'fifo' },
    { do: 'socket', path: 'socket' },
    link('to-fifo', 'fifo'),
    link('sub/to-fifo', '../to-fifo'),
  ]

  it('is refused without being opened: a FIFO, on which go-git would hang', async () => {
    await withFolder(special, (open) => {
      for (const policy of POLICIES) {
        for (const path of ['fifo', 'to-fifo', 'sub/to-fifo']) {
          const { result, opened } = watchFiles(() => read(open(policy), path))
          expect({ result, opened }).toEqual({ result: 'SAFETY_LIMIT', opened: [] })
        }
      }
      // What is opened is seen.
      expect(watchFiles(() => read(open('kernel'), 'file')).opened).toHaveLength(1)
    })
  })

  it('is an error of the system for a socket, which go-git cannot open either', async () => {
    await withFolder(special, (open) => {
      expect(watchFiles(() => read(open('kernel'), 'socket'))).toMatchObject({ result: 'ENXIO', opened: [] })
    })
  })

  it.runIf(process.getuid?.() === 0)('is refused without being opened: a device', async () => {
    const steps: Step[] = [{ do: 'device', path: 'zero', kind: 'c', major: 1, minor: 5 }, link('to-zero', 'zero')]
    await withFolder(steps, (open) => {
      for (const path of ['zero', 'to-zero']) {
        expect(watchFiles(() => read(open('kernel'), path))).toMatchObject({ result: 'SAFETY_LIMIT', opened: [] })
      }
    })
  })
})

describe('a link', () => {
  it.each<[what: string, steps: Step[], path: string, expected: string]>([
    ['to a file', [link('a', 'file')], 'a', 'text'],
    ['to a file beside it', [link('sub/a', 'inner')], 'sub/a', 'inner text'],
    ['to a file above it', [link('sub/a', '../file')], 'sub/a', 'text'],
    ['to a folder', [link('a', 'sub')], 'a/inner', 'inner text'],
    ['to a link', [link('a', 'b'), link('b', 'sub'), link('sub/c', '../file')], 'a/c', 'text'],
    ['to nothing', [link('a', 'missing')], 'a', 'ENOENT'],
    ['to itself', [link('a', 'a')], 'a', 'ELOOP'],
    ['to one that leads back', [link('a', 'b'), link('b', 'a')], 'a', 'ELOOP'],
    ['to a folder, read as a file', [link('a', 'sub')], 'a', 'EISDIR'],
    ['below a file', [link('a', 'file/x')], 'a', 'ENOTDIR'],
    ['with odd slashes', [link('a', './/sub/./inner')], 'a', 'inner text'],
  ])('inside the folder is followed: %s', async (_what, steps, path, expected) => {
    await withFolder(steps, (open) => {
      for (const policy of POLICIES) expect(read(open(policy), path), policy).toBe(expected)
    })
  })

  it('with an absolute target is followed if that lies in the folder', async () => {
    await withFolder([], (open, { dir }) => {
      symlinkSync(join(dir, 'sub/inner'), join(dir, 'a'))
      symlinkSync(join(dir, 'sub'), join(dir, 'b'))
      symlinkSync(dir, join(dir, 'root'))
      for (const policy of POLICIES) {
        expect(read(open(policy), 'a'), policy).toBe('inner text')
        expect(read(open(policy), 'b/inner'), policy).toBe('inner text')
        expect(read(open(policy), 'root/root/file'), policy).toBe('text')
      }
    })
  })

  it.each<[what: string, steps: Step[], path: string]>([
    ['up', [link('a', '../outside/secret')], 'a'],
    ['up from a folder', [link('sub/a', '../../outside/secret')], 'sub/a'],
    ['through a folder', [link('a', '../outside')], 'a/secret'],
    ['through another link', [link('a', 'b'), link('b', '../outside/secret')], 'a'],
    ['absolute', [link('a', '/etc/passwd')], 'a'],
    ['to the root of all', [link('a', '/')], 'a/etc/passwd'],
    ['to nothing', [link('a', '../missing')], 'a'],
    ['without a link', [], '../outside/secret'],
    ['without a link, from a folder', [], 'sub/../../outside/secret'],
  ])('that leads out of the folder is not followed, and nothing there is opened: %s', async (_what, steps, path) => {
    await withFolder(steps, (open) => {
      const kernel = watchFiles(() => read(open('kernel'), path))
      expect({ result: kernel.result, opened: kernel.opened }).toEqual({ result: 'SAFETY_LIMIT', opened: [] })
      const bounded = watchFiles(() => read(open('bounded'), path))
      expect({ result: bounded.result, opened: bounded.opened }).toEqual({ result: 'ECROSSED', opened: [] })
      for (const method of ['stat', 'list', 'resolveFile'] as const) {
        expect(
          attempt(() => String(open('kernel')[method](path))),
          method,
        ).toBe('SAFETY_LIMIT')
        expect(
          attempt(() => String(open('bounded')[method](path))),
          method,
        ).toBe('ECROSSED')
      }
    })
  })

  it('to a folder whose name begins like this one leads out', async () => {
    await withFolder([], (open, { dir }) => {
      mkdirSync(`${dir}2`)
      writeFileSync(`${dir}2/secret`, 'secret')
      symlinkSync(`${dir}2/secret`, join(dir, 'a'))
      expect(read(open('kernel'), 'a')).toBe('SAFETY_LIMIT')
      expect(read(open('bounded'), 'a')).toBe('ECROSSED')
    })
  })

  it('may be the folder itself: then targets count by either name up to 5.17, and by the real one from 5.19 on', async () => {
    await withFolder([], (_open, { dir, outside }) => {
      const named = join(outside, 'named')
      symlinkSync(dir, named)
      symlinkSync(join(named, 'file'), join(dir, 'by-name'))
      symlinkSync(join(dir, 'file'), join(dir, 'by-place'))
      const kernel = new ConfinedFolder(toByteString(named), 'kernel')
      expect(kernel.root).toBe(dir)
      expect([read(kernel, 'by-name'), read(kernel, 'by-place')]).toEqual(['text', 'text'])
      const bounded = new ConfinedFolder(toByteString(named), 'bounded')
      expect([read(bounded, 'by-name'), read(bounded, 'by-place')]).toEqual(['ECROSSED', 'text'])
    })
  })

  it.each<[policy: LinkPolicy, most: number]>([
    ['kernel', 40],
    ['bounded', 8],
  ])('may be one of a number of links and no more: %s %i', async (policy, most) => {
    const chain = Array.from({ length: 42 }, (_, i) => link(`${i + 1}`, i === 0 ? 'file' : `${i}`))
    await withFolder(chain, (open) => {
      expect(read(open(policy), `${most}`)).toBe('text')
      expect(read(open(policy), `${most + 1}`)).toBe('ELOOP')
    })
  })

  it('cleans a relative target before it is followed, from 5.19 on: what it passes through need not be there (L16)', async () => {
    const steps: Step[] = [
      link('a', 'missing/../file'),
      link('b', 'file/../file'),
      link('deep', 'sub/folder'),
      { do: 'mkdir', path: 'sub/folder' },
      { do: 'write', path: 'inner', text: 'of the root' },
      link('c', 'deep/../inner'),
      link('d', '../checkout/file'),
      link('sub/e', '../../checkout/file'),
    ]
    await withFolder(steps, (open, { dir }) => {
      const kernel = open('kernel')
      expect(['a', 'b', 'c'].map((path) => read(kernel, path))).toEqual(['ENOENT', 'ENOTDIR', 'inner text'])
      const bounded = open('bounded')
      expect(['a', 'b', 'c'].map((path) => read(bounded, path))).toEqual(['text', 'text', 'of the root'])
      symlinkSync(join(dir, '../checkout/file'), join(dir, 'f'))
      expect(['d', 'sub/e', 'f'].map((path) => read(bounded, path))).toEqual(['text', 'text', 'text'])
    })
  })

  it('asks for a folder where the target ends in a slash, up to 5.17', async () => {
    await withFolder([link('a', 'file/'), link('b', 'file/.'), link('c', 'sub/')], (open) => {
      expect(['a', 'b', 'c/inner'].map((path) => read(open('kernel'), path))).toEqual([
        'ENOTDIR',
        'ENOTDIR',
        'inner text',
      ])
      expect(['a', 'b', 'c/inner'].map((path) => read(open('bounded'), path))).toEqual(['text', 'text', 'inner text'])
    })
  })

  it('leads to where the kernel says it does, or out of the folder', async () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const target = fc
      .array(fc.constantFrom('a', 'b', 'c', '..', '.'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
    const kind = fc.oneof(
      target.map((to) => ({ to })),
      fc.constant('file' as const),
      fc.constant('folder' as const),
    )
    const places = fc.dictionary(
      fc.tuple(name, fc.option(name)).map(([a, b]) => (b === null ? a : `${a}/${b}`)),
      kind,
    )
    const names = fc.array(name, { minLength: 1, maxLength: 3 })
    await withScratch((scratch) => {
      let run = 0
      fc.assert(
        fc.property(places, names, (entries, parts) => {
          const path = parts.join('/')
          // So deep that no chain of links leads out of the scratch folder: what is made behind one would stay on the machine.
          const dir = join(scratch, `${run++}`, ...Array<string>(16).fill('d'))
          mkdirSync(dir, { recursive: true })
          for (const [at, what] of Object.entries(entries).sort()) makePlace(join(dir, at), what)
          const expected = attempt(() => readFileSync(`${dir}/${path}`, 'utf8'))
          const ours = read(new ConfinedFolder(toByteString(dir), 'kernel'), path)
          if (ours !== 'SAFETY_LIMIT') expect(ours).toBe(expected)
          else expect(JSON.stringify(entries)).toContain('..')
        }),
        { numRuns: 300 },
      )
    })
  })
})

/** A file, folder or link where it can be made; else nothing. */
function makePlace(path: string, what: 'file' | 'folder' | { to: string }): void {
  try {
    if (what === 'folder') mkdirSync(path)
    else if (what === 'file') writeFileSync(path, 'inside', { flag: 'wx' })
    else symlinkSync(what.to, path)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
  }
}

describe('looking without reading', () => {
  it('tells a link from what it points at', async () => {
    await withFolder([link('a', 'sub'), link('b', 'missing'), link('c', '../outside')], (open) => {
      const folder = open('kernel')
      expect(folder.lstat('a').isSymbolicLink()).toBe(true)
      expect(folder.stat('a').isDirectory()).toBe(true)
      expect(folder.lstat('b').isSymbolicLink()).toBe(true)
      expect(folder.lstat('c').isSymbolicLink()).toBe(true)
      expect(attempt(() => String(folder.stat('b')))).toBe('ENOENT')
      expect(attempt(() => String(folder.lstat('missing')))).toBe('ENOENT')
      expect(attempt(() => String(folder.lstat('c/secret')))).toBe('SAFETY_LIMIT')
      expect(folder.stat('').isDirectory()).toBe(true)
    })
  })

  it('finds no file where the program has frozen Error', async () => {
    await withFolder([], (open) => {
      const before = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') ?? {}
      Object.defineProperty(Error, 'stackTraceLimit', { ...before, writable: false })
      try {
        expect(attempt(() => String(open('kernel').lstat('missing')))).toBe('ENOENT')
      } finally {
        Object.defineProperty(Error, 'stackTraceLimit', before)
      }
      expect(Error.stackTraceLimit).toBe(before.value)
    })
  })

  it('lists names in the order of their bytes', async () => {
    const steps: Step[] = ['b', 'B', 'a.b', 'a0', '\\xff', 'é'].map((path) => ({
      do: 'write',
      path: `l/${path}`,
      text: '',
    }))
    await withFolder([...steps, link('a', 'l')], (open, { dir }) => {
      const expected = ['B', 'a.b', 'a0', 'b', '\xc3\xa9', '\xff']
      expect(open('kernel').list('l')).toEqual(expected)
      expect(open('bounded').list('a')).toEqual(expected)
      expect(listNames(toByteString(join(dir, 'l')))).toEqual(expected)
      expect(attempt(() => String(open('kernel').list('file')))).toBe('ENOTDIR')
    })
  })

  it('says where a file really is', async () => {
    await withFolder([link('a', 'sub'), link('sub/b', '../file')], (open, { dir }) => {
      expect(open('kernel').resolveFile('a/b')).toBe(join(dir, 'file'))
      expect(open('kernel').absolute('a/b')).toBe(join(dir, 'a/b'))
      expect(open('kernel').absolute('')).toBe(dir)
      expect(attempt(() => open('kernel').resolveFile('a'))).toBe('EISDIR')
    })
  })

  it('works from the root of all', () => {
    const root = new ConfinedFolder('/', 'kernel')
    expect(root.absolute('x')).toBe('/x')
    expect(root.absolute('')).toBe('/')
    expect(root.list('')).toContain('tmp')
    expect(root.stat('tmp').ino).toBe(statSync('/tmp').ino)
  })

  it('stays at the root of all, above which there is nothing', async () => {
    const root = new ConfinedFolder('/', 'kernel')
    expect(root.stat('..').ino).toBe(lstatSync('/').ino)
    await withFolder([], (_open, { dir }) => {
      symlinkSync(`${'../'.repeat(40)}${dir.slice(1)}/file`, join(dir, 'far'))
      for (const policy of POLICIES) expect(read(new ConfinedFolder('/', policy), `${dir}/far`), policy).toBe('text')
    })
  })

  it('needs a folder that exists', async () => {
    await withScratch((dir) => {
      expect(attempt(() => String(new ConfinedFolder(join(dir, 'missing'), 'kernel')))).toBe('ENOENT')
    })
  })
})

describe('helpers', () => {
  it('compares as bytes', () => {
    expect(['\xff', 'b', 'a/b', 'a', 'a.b', 'B'].sort(compareByteStrings)).toEqual([
      'B',
      'a',
      'a.b',
      'a/b',
      'b',
      '\xff',
    ])
    expect(compareByteStrings('a', 'a')).toBe(0)
  })

  it('knows an error of the file system from others', () => {
    expect(errnoOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('ENOENT')
    expect(errnoOf(new Error('x'))).toBeUndefined()
    expect(errnoOf(safetyLimit('a', 'b', 'c'))).toBeUndefined()
    expect(errnoOf({ code: 'ENOENT' })).toBeUndefined()
    expect(errnoOf(null)).toBeUndefined()
  })

  it('shows byte strings as text', () => {
    expect(printable('caf\xc3\xa9')).toBe('café')
    expect(toBuffer('\xff').toString('hex')).toBe('ff')
  })
})

describe('which files are read again', () => {
  const inFolder = (use: (dir: string, open: (files?: SmallFiles) => ConfinedFolder) => void) =>
    withFolder([link('alias', 'sub'), link('dotted', 'sub/.'), link('sub/top', '..')], (_open, built) =>
      use(built.dir, (files) => new ConfinedFolder(toByteString(built.dir), 'kernel', undefined, files)),
    )

  it('a small file is read once, by whichever way to it', () =>
    inFolder((dir, open) => {
      const files = new SmallFiles()
      expect(read(open(files), 'sub/inner')).toBe('inner text')
      writeFileSync(join(dir, 'sub/inner'), 'changed')
      expect(read(open(files), 'alias/inner')).toBe('inner text')
      expect(read(open(), 'sub/inner')).toBe('changed')
      expect(read(open(new SmallFiles()), 'sub/inner')).toBe('changed')
    }))

  it('a file that was kept is still too large for who takes less', () =>
    inFolder((_dir, open) => {
      const files = new SmallFiles()
      expect(open(files).readFile('file', 4).toString()).toBe('text')
      expect(() => open(files).readFile('file', 3)).toThrow(anError('SAFETY_LIMIT'))
    }))

  it('a stamped file comes with the time of what a link leads to, and is read anew', () =>
    inFolder((dir, open) => {
      const folder = open(new SmallFiles())
      const place = join(dir, 'sub/inner')
      expect(read(folder, 'sub/inner')).toBe('inner text')
      writeFileSync(place, 'changed')
      const { mtimeNs, dev } = statSync(place, { bigint: true })
      expect(folder.readStampedFile('alias/inner', 100)).toEqual({
        place: toByteString(place),
        bytes: Buffer.from('changed'),
        mtimeNs,
        device: Number(dev),
      })
    }))

  it('the status of a path is that of what it leads to, by dots too', () =>
    inFolder((dir, open) => {
      const inode = (path: string) => lstatSync(join(dir, path)).ino
      const places = {
        alias: 'sub',
        'sub/inner': 'sub/inner',
        'sub/..': '.',
        'sub/../sub/../sub': 'sub',
        dotted: 'sub',
        'sub/top': '.',
        '': '.',
      }
      const used = open()
      for (const [path, place] of [...Object.entries(places), ...Object.entries(places)]) {
        expect(open().stat(path).ino, path).toBe(inode(place))
        expect(used.stat(path).ino, `${path}, in a folder that was asked before`).toBe(inode(place))
      }
      expect(used.lstat('alias').ino).toBe(inode('alias'))
    }))
})
