import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIndex } from '../../../src/git/index/index-file.js'
import { traitsOf } from '../../../src/git/profile.js'
import { comparePaths } from '../../../src/git/quick/compare-paths.js'
import { indexBytes } from '../../support/index-bytes.js'
import { type Step, withScenario, withScratch } from '../../support/scenario.js'

const indexOf = (names: readonly string[], version = 2) =>
  parseIndex(indexBytes({ version, entries: [...names].sort().map((name) => ({ name })) }), traitsOf('5.19'))

const pathIn = (dir: string, path: string) => Buffer.from(`${dir}/${path}`, 'latin1')
const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

/** Every folder above a path, the path itself left out. */
function foldersOf(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_part, i) => parts.slice(0, i + 1).join('/'))
}

function make(dir: string, files: readonly string[], folders: readonly string[] = []): void {
  for (const folder of folders) mkdirSync(pathIn(dir, folder), { recursive: true })
  for (const file of files) {
    mkdirSync(pathIn(dir, folderOf(file)), { recursive: true })
    writeFileSync(pathIn(dir, file), '')
  }
}

const path = fc
  .array(fc.constantFrom('a', 'a-b', 'ab', 'b', '.gitattributes', 'caf\xe9'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))
/** Files, none of which has the name of another's folder. */
const files = fc
  .uniqueArray(path, { maxLength: 8 })
  .map((list) => list.filter((one) => !list.some((other) => other.startsWith(`${one}/`))))
/** What is there, and what is in the index: mostly the same. */
const both = fc.tuple(files, files, fc.nat(8)).map(([there, other, kept]) => {
  const names = [...new Set([...there.slice(0, kept), ...other.slice(0, 2)])]
  return { there, names: names.filter((one) => !names.some((another) => another.startsWith(`${one}/`))) }
})

describe('comparePaths', () => {
  it('lists untracked and missing paths', async () => {
    const seen = { unlike: 0, alike: 0 }
    await fc.assert(
      fc.asyncProperty(both, files, fc.constantFrom(2, 4), async ({ there, names }, emptied, version) => {
        const free = emptied.filter((folder) => !there.some((file) => folder === file || folder.startsWith(`${file}/`)))
        const folders = new Set([
          ...there.flatMap(foldersOf),
          ...free.flatMap((folder) => [...foldersOf(folder), folder]),
        ])
        const inIndex = new Set(names.flatMap(foldersOf))
        const unlike = names.some((name) => folders.has(name)) || there.some((file) => inIndex.has(file))
        seen[unlike ? 'unlike' : 'alike']++
        await withScratch((dir) => {
          make(dir, there, free)
          const found = comparePaths(dir, indexOf(names, version))
          if (unlike) expect(found).toBeUndefined()
          else {
            expect(found?.added.toSorted()).toEqual(there.filter((file) => !names.includes(file)).sort())
            expect(found?.missing).toEqual(new Set(names.filter((name) => !there.includes(name))))
            const attributes = [...there, ...folders].filter((one) => /(?:^|\/)\.gitattributes$/.test(one))
            expect(found?.attributes.toSorted()).toEqual(attributes.sort())
          }
        })
      }),
      { numRuns: 300 },
    )
    expect(Math.min(seen.alike, seen.unlike)).toBeGreaterThan(20)
  })

  const write = (file: string): Step => ({ do: 'write', path: file, text: '' })
  it.each<[what: string, steps: Step[], names: string[]]>([
    ['a folder where a file should be', [write('a/b')], ['a']],
    ['an empty folder where a file should be', [{ do: 'mkdir', path: 'a' }], ['a']],
    ['a file where a folder should be', [write('a')], ['a/b']],
    ['a link where a folder should be', [write('b/c'), { do: 'link', path: 'a', to: 'b' }], ['a/c', 'b/c']],
    ['a file and a folder of one name in the index', [write('d/a')], ['d/a', 'd/a-b', 'd/a/c']],
    ['a file and a folder of one name in the index, and the folder', [write('d/a/c')], ['d/a', 'd/a-b', 'd/a/c']],
    ['a repository in the repository', [write('a/.git/HEAD')], []],
    ['a file that leads to one', [write('a/.git')], []],
    ['.git in capitals', [write('.GIT')], []],
    ['.git in capitals further down', [write('a/.Git/x')], []],
    ['a .gitignore that is a folder', [write('.gitignore/x')], []],
    ['a .gitignore that is a link', [{ do: 'link', path: 'd/.gitignore', to: 'x' }], []],
    ['a tracked .gitignore that is a link', [{ do: 'link', path: '.gitignore', to: 'x' }], ['.gitignore']],
    ['a .gitmodules', [write('.gitmodules')], []],
    ['a tracked .gitmodules in capitals', [write('.GITMODULES')], ['.GITMODULES']],
    ['a socket where a file should be', [{ do: 'socket', path: 'a' }], ['a']],
    ['a folder of a name that Windows keeps for itself', [write('aux/x')], []],
    ['a folder of a name with a backslash', [write('a\\\\b/x')], []],
    ['an empty folder of a name with a control character', [{ do: 'mkdir', path: 'd/a\nb' }], []],
  ])('does not answer where there is %s', (_what, steps, names) =>
    withScenario({ steps }, ({ dir }) => {
      expect(comparePaths(dir, indexOf(names))).toBeUndefined()
    }),
  )

  it('takes links, FIFOs and files of any name for files, and passes over sockets and .git', async () => {
    const steps: Step[] = [
      write('.gitignore'),
      write('d/.gitmodules'),
      write('aux.yml'),
      write('.gitlab-ci.yml'),
      { do: 'link', path: 'link', to: 'd' },
      { do: 'link', path: 'broken', to: 'nowhere' },
      { do: 'fifo', path: 'd/fifo' },
      { do: 'socket', path: 'd/socket' },
      { do: 'mkdir', path: 'e/f' },
    ]
    await withScenario({ steps }, ({ dir }) => {
      const added = ['.gitignore', '.gitlab-ci.yml', 'aux.yml', 'broken', 'd/.gitmodules', 'd/fifo', 'link']
      expect(comparePaths(dir, indexOf([]))?.added.toSorted()).toEqual(added)
      const all = comparePaths(dir, indexOf([...added, 'd/socket2']))
      expect(all).toEqual({ added: [], missing: new Set(['d/socket2']), attributes: [] })
    })
  })

  it('lists every file of a missing folder', async () => {
    await withScratch((dir) => {
      make(dir, ['a'])
      const found = comparePaths(dir, indexOf(['a', 'd-e', 'd/e', 'd/e0', 'd0', 'de/f/g']))
      expect(found).toEqual({ added: [], missing: new Set(['d-e', 'd/e', 'd/e0', 'd0', 'de/f/g']), attributes: [] })
    })
  })

  it('reads the names of attributes that are links or folders, too', async () => {
    await withScratch((dir) => {
      make(dir, ['a/.gitattributes/x'])
      symlinkSync('x', `${dir}/.gitattributes`)
      const found = comparePaths(dir, indexOf([]))
      expect(found?.attributes.toSorted()).toEqual(['.gitattributes', 'a/.gitattributes'])
    })
  })

  it('throws where the checkout is gone', async () => {
    await withScratch((dir) => {
      expect(() => comparePaths(`${dir}/gone`, indexOf([]))).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    })
  })
})

describe('comparePaths up to the first difference', () => {
  it('asks about untracked files until one is enough, and about no tracked one', async () => {
    await withScratch((dir) => {
      make(dir, ['a', 'b', 'c', 'd'])
      const asked: string[] = []
      const isEnough = (untracked: string) => asked.push(untracked) === 2
      expect(comparePaths(dir, indexOf(['b']), isEnough)?.added).toEqual(asked)
      expect(asked).toHaveLength(2)
      expect(asked).not.toContain('b')
    })
  })

  it('tells all where none is enough', async () => {
    await withScratch((dir) => {
      make(dir, ['a', 'd/b', 'd/.gitattributes'])
      const found = comparePaths(dir, indexOf(['a', 'd/.gitattributes']), () => false)
      expect(found).toEqual({ added: ['d/b'], missing: new Set(), attributes: ['d/.gitattributes'] })
    })
  })

  it('reports a missing file without calling isEnough', async () => {
    await withScratch((dir) => {
      make(dir, ['a'])
      expect(comparePaths(dir, indexOf(['a', 'b']), () => false)?.missing).toEqual(new Set(['b']))
    })
  })

  it('lists the other folders all the same: one that is gone by then is an error', async () => {
    await withScratch((dir) => {
      make(dir, ['a', 'd/x'])
      const vanish = () => {
        rmSync(`${dir}/d`, { recursive: true })
        return true
      }
      const compare = () => comparePaths(dir, indexOf(['d/x']), vanish)
      expect(compare).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    })
  })

  it.each<[what: string, mode: number, path: string]>([
    ['may not be looked at', 0o000, 'd/x'],
    ['may be entered only', 0o111, 'd/x'],
    ['may be listed only', 0o444, 'd/x'],
    ['may be listed only, and is empty', 0o444, 'd'],
  ])('a folder that %s is an error, after the first difference too', async (_what, mode, path) => {
    await withScratch((dir) => {
      make(dir, ['a', ...(path === 'd' ? [] : [path])], ['d'])
      chmodSync(dir, 0o755)
      chmodSync(`${dir}/d`, mode)
      const denied = expect.objectContaining({ code: 'EACCES' })
      asSomebody(() => {
        expect(() => comparePaths(dir, indexOf(['a']))).toThrow(denied)
        expect(() => comparePaths(dir, indexOf([]), () => true)).toThrow(denied)
        expect(() => comparePaths(dir, indexOf(['a', 'b']), () => false)).toThrow(denied)
      })
    })
  })

  it.each<[what: string, inside: string, names: string[]]>([
    ['an odd file', 'd/e/.git', []],
    ['an odd file, after a missing one', 'd/e/.git', ['a', 'b']],
    ['a folder of an odd name', 'd/aux/x', []],
    ['a folder of an odd name, after a missing file', 'd/aux/x', ['a', 'b']],
  ])('does not answer where another folder holds %s', async (_what, inside, names) => {
    await withScratch((dir) => {
      make(dir, ['a', inside])
      expect(comparePaths(dir, indexOf(names), () => true)).toBeUndefined()
    })
  })
})

/** Root may look at everything: then somebody else does it. */
function asSomebody(use: () => void): void {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65534)
  try {
    use()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}
