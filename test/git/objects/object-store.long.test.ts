import * as fs from 'node:fs'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { readObject } from 'isomorphic-git'
import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { ConfinedFolder } from '../../../src/git/files/confined-folder.js'
import { largestObject, type ObjectType } from '../../../src/git/objects/loose-object.js'
import { ObjectStore } from '../../../src/git/objects/object-store.js'
import { type GoGitProfile, profiles, traitsOf } from '../../../src/git/profile.js'
import { anError } from '../../support/expect-error.js'
import { git, gitBytes } from '../../support/git.js'
import { looseObjectPath, objectHash, treeBytes, writeLooseBytes, writeLooseObject } from '../../support/git-objects.js'
import { deltaSize, handMadePack, writePack } from '../../support/hand-made-pack.js'
import { type Step, withScenario } from '../../support/scenario.js'

const runGit = (...args: string[]): Step => ({ do: 'git', args })

function withStore<T>(gitDir: string, profile: GoGitProfile, use: (store: ObjectStore) => T): T {
  const traits = traitsOf(profile)
  const folder = new ConfinedFolder(toByteString(gitDir), traits.boundsLinks ? 'bounded' : 'kernel')
  const store = new ObjectStore(folder, traits)
  try {
    return use(store)
  } finally {
    store.close()
  }
}

/** Every object of the repository, as git has it. */
function catAll(dir: string): { hash: string; type: ObjectType; content: Buffer }[] {
  const output = gitBytes(dir, ['cat-file', '--batch-all-objects', '--batch'])
  const objects: { hash: string; type: ObjectType; content: Buffer }[] = []
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at)
    const [hash = '', type, size] = output.toString('latin1', at, end).split(' ')
    const start = end + 1
    at = start + Number(size) + 1
    objects.push({ hash, type: type as ObjectType, content: output.subarray(start, at - 1) })
  }
  return objects
}

/** What a hundred lines become by changing a few, so that git finds deltas to make. */
function textOf(changes: readonly number[]): string {
  const lines = Array.from({ length: 60 }, (_, i) => `line ${i} ${i * i * 7919}`)
  for (const change of changes) lines[change % 60] = `changed ${change}`
  return `${lines.join('\n')}\n`
}

interface RandomCommit {
  path: string
  changes: number[]
  tag: boolean
}

/** Commits, annotated tags and tags of tags, as `git fast-import` reads them. */
function importStream(commits: readonly RandomCommit[]): string {
  const who = 'A U Thor <author@example.com> 1700000000 +0000'
  return commits
    .map(({ path, changes, tag }, i) => {
      const text = textOf(changes)
      const commit = `commit refs/heads/main\nmark :${i + 1}\ncommitter ${who}\ndata 3\nm${i % 10}\n`
      const file = `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`
      return `${commit}${file}\n${tag ? `tag t${i}\nfrom :${i + 1}\ntagger ${who}\ndata 2\nt\n` : ''}`
    })
    .join('')
}

const randomCommit = fc.record({
  path: fc.constantFrom('a', 'b', 'd/a', 'd/e/f', 'd/e/g'),
  changes: fc.array(fc.nat(1000), { maxLength: 4 }),
  tag: fc.boolean(),
})

const LAYOUTS: [what: string, steps: Step[]][] = [
  ['loose', []],
  ['packed by gc', [runGit('gc', '-q')]],
  ['in one pack of long chains', [runGit('repack', '-q', '-a', '-d', '-f', '--depth=50', '--window=50')]],
  [
    'in one pack with deltas by name',
    [runGit('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-q', '-a', '-d', '-f', '--depth=50')],
  ],
  [
    'partly packed, partly loose, partly both',
    [
      runGit('repack', '-q', '-a'),
      { do: 'write', path: 'later', text: 'later' },
      { do: 'commit' },
      { do: 'tag', name: 'later', annotated: true },
    ],
  ],
]

describe('every object of a repository', () => {
  it.each(LAYOUTS)('is read as git and isomorphic-git read it: %s', async (_what, layout) => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomCommit, { minLength: 5, maxLength: 25 }), async (commits) => {
        const steps: Step[] = [
          { do: 'git', args: ['fast-import', '--quiet'], input: importStream(commits) },
          runGit('tag', '-a', '-m', 'of a tree', 'tree', 'HEAD^{tree}'),
          runGit('tag', '-a', '-m', 'of a tag', 'nested', 'tree'),
          ...layout,
        ]
        await withScenario({ steps }, async ({ dir }) => {
          const gitDir = join(dir, '.git')
          const objects = catAll(dir)
          expect(objects.length).toBeGreaterThan(8)
          for (const profile of profiles) {
            withStore(gitDir, profile, (store) => {
              for (const object of objects) {
                expect(store.read(object.hash, object.type)).toEqual(object)
                expect(store.typeOf(object.hash)).toBe(object.type)
              }
            })
          }
          const cache = {}
          for (const { hash, type, content } of objects) {
            const third = await readObject({ fs, dir, oid: hash, format: 'content', cache })
            expect({ type: third.type, content: Buffer.from(third.object as Uint8Array) }).toEqual({ type, content })
          }
        })
      }),
      { numRuns: 3 },
    )
  })

  it('is found among several packs', async () => {
    const steps: Step[] = []
    for (let i = 0; i < 4; i++) {
      steps.push({ do: 'write', path: `f${i}`, text: textOf([i]) }, { do: 'commit' }, runGit('repack', '-q', '-d'))
    }
    await withScenario({ steps }, ({ dir }) => {
      expect(readdirSync(join(dir, '.git/objects/pack')).filter((name) => name.endsWith('.pack'))).toHaveLength(4)
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          for (const object of catAll(dir)) expect(store.read(object.hash, object.type)).toEqual(object)
        })
      }
    })
  })
})

describe('packedSize', () => {
  const sizeOf = (store: ObjectStore, hash: string) =>
    store.packedSize(Buffer.concat([Buffer.from('ab'), Buffer.from(hash, 'hex')]), 2)

  it('is the size of every object in one of several packs, and of no loose one', async () => {
    const steps: Step[] = []
    for (let i = 0; i < 3; i++) {
      steps.push({ do: 'write', path: `f${i}`, text: textOf([i]) }, { do: 'commit' }, runGit('repack', '-q', '-d'))
    }
    steps.push({ do: 'write', path: 'f0', text: textOf([7, 8]) }, { do: 'commit' })
    await withScenario({ steps }, ({ dir }) => {
      const objects = catAll(dir)
      const loose = objects.filter(({ hash }) => existsSync(join(dir, '.git', looseObjectPath(hash))))
      expect(loose).toHaveLength(3)
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          for (const object of objects) {
            const expected = loose.includes(object) ? undefined : object.content.length
            expect(sizeOf(store, object.hash), object.hash).toBe(expected)
          }
          expect(sizeOf(store, ABSENT)).toBeUndefined()
        })
      }
    })
  })

  it('is that of the packed one where an object is loose as well', async () => {
    await withScenario({ steps: PACKED }, ({ dir }) => {
      writeLooseBytes(join(dir, '.git'), BLOB, deflateSync(Buffer.from('blob 3\0abc')))
      withStore(join(dir, '.git'), '5.19', (store) => expect(sizeOf(store, BLOB)).toBe(1))
    })
  })

  it('is not known where the pack is damaged there', async () => {
    const made = handMadePack([{ hash: ABSENT, type: 5, content: Buffer.alloc(0) }])
    await withScenario({ steps: [] }, ({ dir }) => {
      writePack(join(dir, '.git'), made)
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => expect(sizeOf(store, ABSENT)).toBeUndefined())
      }
    })
  })
})

const ONE: Step[] = [{ do: 'write', path: 'a', text: 'a' }, { do: 'commit' }]
const PACKED: Step[] = [...ONE, runGit('repack', '-q', '-a', '-d')]
const BLOB = objectHash('blob', 'a')
const ABSENT = 'f'.repeat(40)

describe('an object', () => {
  it.each([
    ['loose', ONE],
    ['packed', PACKED],
  ])('that is not there, or is of another type, is not found: %s', async (_what, steps) => {
    await withScenario({ steps }, ({ dir }) => {
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(store.read(ABSENT, 'blob')).toBeUndefined()
          expect(store.read(BLOB, 'tree')).toBeUndefined()
          expect(store.read(BLOB, 'blob')?.content.toString()).toBe('a')
        })
      }
    })
  })

  it('in a folder of alternates is not found (L11)', async () => {
    const steps: Step[] = [
      ...ONE,
      { do: 'git', args: ['clone', '-q', '--shared', '--no-checkout', '.', '../outside/shared'] },
    ]
    await withScenario({ steps }, ({ outside }) => {
      expect(git(join(outside, 'shared'), 'cat-file', '-t', BLOB)).toBe('blob')
      for (const profile of profiles) {
        withStore(join(outside, 'shared/.git'), profile, (store) => expect(store.read(BLOB, 'blob')).toBeUndefined())
      }
    })
  })

  it('is taken for what lies in its place, whatever its hash is', async () => {
    await withScenario({ steps: [] }, ({ dir }) => {
      writeLooseBytes(join(dir, '.git'), ABSENT, deflateSync(Buffer.from('blob 1\0b')))
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(store.read(ABSENT, 'blob')).toEqual({ hash: ABSENT, type: 'blob', content: Buffer.from('b') })
        })
      }
    })
  })

  it.each<[what: string, bytes: Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['no zlib stream', Buffer.from('blob 1\0a')],
    ['cut off in its header', deflateSync(Buffer.from('blob 1'))],
    ['cut off in its stream', deflateSync(Buffer.from(`blob 500\0${'a'.repeat(500)}`)).subarray(0, -8)],
    ['of a type that is none', deflateSync(Buffer.from('blobs 1\0a'))],
    ['of a size that is none', deflateSync(Buffer.from('blob x\0a'))],
  ])('is invalid when its file is %s', async (_what, bytes) => {
    await withScenario({ steps: [] }, ({ dir }) => {
      writeLooseBytes(join(dir, '.git'), ABSENT, bytes)
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(() => store.read(ABSENT, 'blob'), profile).toThrow(anError('OBJECT_INVALID'))
        })
      }
    })
  })

  it.each<[what: string, header: string]>([
    ['too small', 'blob 1'],
    ['too large', 'blob 99'],
    ['with zeros in front', 'blob 0003'],
  ])('is read whole with a size that is %s', async (_what, header) => {
    await withScenario({ steps: [] }, ({ dir }) => {
      writeLooseBytes(join(dir, '.git'), ABSENT, deflateSync(Buffer.from(`${header}\0abc`)))
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(store.read(ABSENT, 'blob')?.content.toString(), profile).toBe('abc')
        })
      }
    })
  })

  it('is read from no pack if it is loose, not even from a broken one, until a pack was read once', async () => {
    await withScenario({ steps: PACKED }, ({ dir }) => {
      const gitDir = join(dir, '.git')
      writeLooseBytes(gitDir, BLOB, Buffer.from('damaged'))
      const packed = git(dir, 'rev-parse', 'HEAD')
      for (const profile of profiles) {
        withStore(gitDir, profile, (store) => {
          expect(() => store.read(BLOB, 'blob'), profile).toThrow(anError('OBJECT_INVALID'))
          expect(store.read(packed, 'commit')?.hash).toBe(packed)
          expect(store.read(BLOB, 'blob')?.content.toString()).toBe('a')
        })
      }
    })
  })

  it('is invalid when it is packed and damaged, and not found when its base is not in its pack', async () => {
    const pack = handMadePack([
      { hash: '1'.repeat(40), type: 3, content: Buffer.from('a'), compressed: Buffer.from('damaged') },
      { hash: '2'.repeat(40), type: 7, base: BLOB, content: Buffer.from('\x01\x01\x90\x01', 'latin1') },
    ])
    await withScenario({ steps: ONE }, ({ dir }) => {
      writePack(join(dir, '.git'), pack)
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(() => store.read('1'.repeat(40), 'blob'), profile).toThrow(anError('OBJECT_INVALID'))
          expect(store.read('2'.repeat(40), 'blob'), profile).toBeUndefined()
        })
      }
    })
  })

  it('is invalid without the index of its pack being right: from 5.17 on with its checksum', async () => {
    await withScenario({ steps: PACKED }, ({ dir }) => {
      const folder = join(dir, '.git/objects/pack')
      const path = join(folder, readdirSync(folder).find((name) => name.endsWith('.idx')) ?? '')
      const index = fs.readFileSync(path)
      fs.chmodSync(path, 0o644)
      writeFileSync(path, Buffer.concat([index.subarray(0, -1), Buffer.from([(index.at(-1) ?? 0) ^ 1])]))
      withStore(join(dir, '.git'), '5.16', (store) => expect(store.read(BLOB, 'blob')?.content.toString()).toBe('a'))
      for (const profile of ['5.17', '5.19'] as const) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(() => store.read(BLOB, 'blob'), profile).toThrow(anError('OBJECT_INVALID', 'IDX'))
        })
      }
      writeFileSync(path, index.subarray(0, 100))
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(() => store.read(BLOB, 'blob'), profile).toThrow(anError('OBJECT_INVALID'))
        })
      }
    })
  })

  it('is an error where it cannot be read for another reason than that it is missing', async () => {
    await withScenario({ steps: [{ do: 'mkdir', path: `.git/${looseObjectPath(ABSENT)}` }] }, ({ dir }) => {
      withStore(join(dir, '.git'), '5.16', (store) => {
        expect(() => store.read(ABSENT, 'blob')).toThrow(anError('FILE_UNREADABLE'))
      })
    })
  })
})

describe('what would exhaust the machine', () => {
  const HUGE = 200 * 1024 * 1024
  // 200 MB of tree entries, all of them one: two hundred kilobytes compressed.
  const entry = treeBytes([{ mode: '100644', name: 'a'.repeat(226), hash: '0'.repeat(40) }])
  const tree = () => Buffer.alloc(HUGE, entry)
  const bomb = () => deflateSync(Buffer.concat([Buffer.from(`tree ${HUGE}\0`), tree()]), { level: 1 })

  it('is refused as a loose object that inflates to 200 MB', async () => {
    await withScenario({ steps: [] }, ({ dir }) => {
      writeLooseBytes(join(dir, '.git'), ABSENT, bomb())
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          expect(() => store.read(ABSENT, 'tree'), profile).toThrow(anError('SAFETY_LIMIT'))
          expect(() => store.read(ABSENT, 'tree'), profile).toThrow(ABSENT)
        })
      }
    })
  })

  it('is refused as a packed object that inflates to 200 MB, whatever its header says', async () => {
    const compressed = deflateSync(tree(), { level: 1 })
    const content = Buffer.alloc(0)
    const pack = handMadePack([
      { hash: '1'.repeat(40), type: 2, content, compressed, size: HUGE },
      { hash: '2'.repeat(40), type: 2, content, compressed, size: 100 },
    ])
    await withScenario({ steps: [] }, ({ dir }) => {
      writePack(join(dir, '.git'), pack)
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          for (const digit of ['1', '2']) {
            expect(() => store.read(digit.repeat(40), 'tree'), profile).toThrow(anError('SAFETY_LIMIT'))
          }
        })
      }
    })
  })

  it('is refused as deltas without an end, or that grow beyond the bound', async () => {
    const pack = handMadePack([
      { hash: '1'.repeat(40), type: 7, base: '1'.repeat(40), content: Buffer.from('\x01\x01\x90\x01', 'latin1') },
      { hash: '2'.repeat(40), type: 3, content: Buffer.alloc(0x10000, 'a') },
      {
        hash: '3'.repeat(40),
        type: 7,
        base: '2'.repeat(40),
        content: Buffer.concat([deltaSize(0x10000), deltaSize(largestObject + 0x10000), Buffer.alloc(1025, 0x80)]),
      },
    ])
    await withScenario({ steps: [] }, ({ dir }) => {
      writePack(join(dir, '.git'), pack)
      withStore(join(dir, '.git'), '5.16', (store) => {
        for (const digit of ['1', '3']) {
          expect(() => store.read(digit.repeat(40), 'blob')).toThrow(anError('SAFETY_LIMIT'))
        }
        expect(store.read('2'.repeat(40), 'blob')?.content.toString()).toBe('a'.repeat(0x10000))
      })
    })
  })

  it('is refused as a file of a size beyond the bound, which need not be read for that', async () => {
    const steps: Step[] = [
      { do: 'write', path: `.git/${looseObjectPath(ABSENT)}`, text: '' },
      { do: 'truncate', path: `.git/${looseObjectPath(ABSENT)}`, size: largestObject + 1 },
      { do: 'fifo', path: `.git/${looseObjectPath('e'.repeat(40))}` },
    ]
    await withScenario({ steps }, ({ dir }) => {
      withStore(join(dir, '.git'), '5.16', (store) => {
        expect(() => store.read(ABSENT, 'blob')).toThrow(anError('SAFETY_LIMIT'))
        expect(() => store.read('e'.repeat(40), 'blob')).toThrow(anError('SAFETY_LIMIT'))
      })
    })
  })
})

describe('the hashes that begin with some digits', () => {
  it.each([
    ['loose', []],
    ['packed', [runGit('repack', '-q', '-a', '-d')]],
    ['both', [runGit('repack', '-q', '-a')]],
    [
      'some loose, some packed',
      [runGit('repack', '-q', '-a', '-d'), ...ONE.slice(0, 1), { do: 'commit' } satisfies Step],
    ],
  ])('are all of them, each once: %s (L17)', async (_what, layout) => {
    const files: Step[] = Array.from({ length: 40 }, (_, i) => ({ do: 'write', path: `f${i}`, text: `${i}` }))
    await withScenario({ steps: [...files, { do: 'commit' }, ...(layout as Step[])] }, ({ dir }) => {
      const all = git(dir, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n')
      for (const profile of profiles) {
        withStore(join(dir, '.git'), profile, (store) => {
          for (const sample of all.slice(0, 12)) {
            for (const length of [1, 2, 3, 4, 5, 39, 40]) {
              const prefix = sample.slice(0, length)
              expect(store.hashesWithPrefix(prefix).sort(), prefix).toEqual(
                all.filter((hash) => hash.startsWith(prefix)),
              )
            }
          }
          expect(store.hashesWithPrefix('').sort()).toEqual(all)
          expect(store.hashesWithPrefix(ABSENT)).toEqual([])
        })
      }
    })
  })

  it('are the loose ones first, and those of files that are no objects too', async () => {
    await withScenario({ steps: PACKED }, ({ dir }) => {
      const gitDir = join(dir, '.git')
      const loose = writeLooseObject(gitDir, 'blob', 'loose')
      writeLooseBytes(gitDir, `${BLOB.slice(0, 2)}garbage`, Buffer.alloc(0))
      withStore(gitDir, '5.16', (store) => {
        expect(store.hashesWithPrefix('')[0]).not.toBe(BLOB)
        expect(store.hashesWithPrefix('')).toContain(loose)
        expect(store.hashesWithPrefix(BLOB.slice(0, 2))).toEqual([BLOB.slice(0, 2).padEnd(40, '0'), BLOB])
      })
    })
  })
})
