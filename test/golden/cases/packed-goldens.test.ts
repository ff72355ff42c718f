import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findGoldenFolder, withGoldenFiles } from '../../../src/golden/cases/golden-folder.js'
import { isPackedGolden, packGoldens, unpackGoldens } from '../../../src/golden/cases/packed-goldens.js'
import { verifyGoldens } from '../../../src/golden/verify/verify-goldens.js'
import { withScratch } from '../../support/scenario.js'
import { editJson, seal, smallGolden } from '../../support/small-golden.js'

const env = 'env-grammar/an-empty-value'
const exclude = 'excludes/a-hash-is-a-comment'

/** A small golden folder with a binary file, and its packed form. */
function withPacked(use: (packed: string, golden: string, dir: string) => Promise<void>): Promise<void> {
  return withScratch((dir) => {
    const golden = smallGolden(dir, [env, exclude])
    mkdirSync(join(golden, 'recipes'))
    writeFileSync(join(golden, 'recipes/some.bundle'), Buffer.from([0xff, 0x00, 0xfe]))
    seal(golden)
    packGoldens(golden, join(dir, 'packed'))
    return use(join(dir, 'packed'), golden, dir)
  })
}

function bytesBelow(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]),
  )
}

function writePack(packed: string, name: string, ...files: unknown[]): void {
  mkdirSync(dirname(join(packed, name)), { recursive: true })
  writeFileSync(join(packed, name), gzipSync(files.map((file) => `${JSON.stringify(file)}\n`).join('')))
}

describe('packed goldens', () => {
  it('are a file a family and the manifest, and give every byte back', () =>
    withPacked(async (packed, golden, dir) => {
      expect(Object.keys(bytesBelow(packed)).sort()).toEqual([
        'known-divergences.json',
        'library/env-grammar.jsonl.gz',
        'library/excludes.jsonl.gz',
        'manifest.json',
        'recipes.jsonl.gz',
      ])
      unpackGoldens(packed, join(dir, 'unpacked'))
      expect(bytesBelow(join(dir, 'unpacked'))).toEqual(bytesBelow(golden))
      expect([isPackedGolden(packed), isPackedGolden(golden), isPackedGolden(dir)]).toEqual([true, false, false])
    }))

  it('have the same bytes each time, and nothing of what was there before', () =>
    withPacked(async (packed, golden) => {
      const first = bytesBelow(packed)
      writeFileSync(join(packed, 'library/gone.jsonl.gz'), '')
      packGoldens(golden, packed)
      expect(bytesBelow(packed)).toEqual(first)
      // Neither the time nor the operating system: bytes 4 to 7 and 9 of a gzip header.
      const header = Buffer.from(first['library/excludes.jsonl.gz'] ?? '', 'latin1')
      expect([...header.subarray(4, 8), header[9]]).toEqual([0, 0, 0, 0, 255])
    }))

  it('are verified with the same report as the folder, and leave nothing behind', () =>
    withPacked(async (packed, golden) => {
      let used = ''
      const report = await withGoldenFiles(packed, (folder) => {
        used = folder
        return verifyGoldens(folder)
      })
      expect(report).toEqual(await verifyGoldens(golden))
      expect(report.passed).toBe(true)
      expect(existsSync(used)).toBe(false)
      await withGoldenFiles(golden, async (folder) => expect(folder).toBe(golden))
    }))

  it('are held to the manifest: what was changed, left out or added in a pack is named', () =>
    withPacked(async (packed, golden) => {
      editJson(golden, `library/${env}/input.json`, (json) => ({ ...json, about: 'Something else' }))
      writeFileSync(join(golden, 'recipes/other.bundle'), '')
      const sealed = readFileSync(join(packed, 'manifest.json'))
      packGoldens(golden, packed)
      writeFileSync(join(packed, 'manifest.json'), sealed)
      writePack(packed, 'library/excludes.jsonl.gz')
      const { manifest, passed } = await withGoldenFiles(packed, (folder) => verifyGoldens(folder))
      expect(passed).toBe(false)
      expect(manifest.map(({ path, fault }) => `${path} ${fault}`)).toEqual([
        `library/${env}/input.json changed`,
        `library/${exclude}/expected.json missing`,
        `library/${exclude}/input.json missing`,
        'recipes/other.bundle not in the manifest',
      ])
    }))

  const malformed: [what: string, file: unknown][] = [
    ['a path that climbs', { path: 'library/excludes/../../../x', text: '' }],
    ['an absolute path', { path: '/library/excludes/x', text: '' }],
    ['a path of another pack', { path: 'library/env-grammar/x', text: '' }],
    ['a path with a zero byte', { path: 'library/excludes/\0', text: '' }],
    ['no content', { path: 'library/excludes/x' }],
    ['two contents', { path: 'library/excludes/x', text: '', base64: '' }],
    ['an unknown key', { path: 'library/excludes/x', text: '', mode: '755' }],
    ['a content that is no text', { path: 'library/excludes/x', text: 1 }],
    ['no object', null],
  ]
  it.each(malformed)('are refused with %s', (_what, file) =>
    withPacked(async (packed, _golden, dir) => {
      writePack(packed, 'library/excludes.jsonl.gz', file)
      const error = { code: 'GOLDEN_INVALID', data: { path: 'library/excludes.jsonl.gz' } }
      expect(() => unpackGoldens(packed, join(dir, 'unpacked'))).toThrow(expect.objectContaining(error))
      expect(existsSync(join(dir, 'x'))).toBe(false)
      await expect(withGoldenFiles(packed, async () => {})).rejects.toMatchObject(error)
    }),
  )

  it('are refused where they are no gzip, or hold more than 64 MiB', () =>
    withPacked(async (packed, _golden, dir) => {
      const pack = join(packed, 'library/excludes.jsonl.gz')
      const unpack = () => unpackGoldens(packed, join(dir, 'unpacked'))
      writeFileSync(pack, gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1), { level: 1 }))
      expect(unpack).toThrow('golden/library/excludes.jsonl.gz is too large')
      writeFileSync(pack, 'no gzip')
      expect(unpack).toThrow('golden/library/excludes.jsonl.gz cannot be unpacked: install the package again')
    }))
})

describe('findGoldenFolder', () => {
  it('takes the folder of a clone, else the packed goldens of an installed package', () =>
    withPacked(async (_packed, golden, dir) => {
      expect(findGoldenFolder()).toBe(join(process.cwd(), 'golden'))
      const installed = join(dir, 'installed')
      mkdirSync(join(installed, 'golden'), { recursive: true })
      writeFileSync(join(installed, 'golden/README.md'), '')
      packGoldens(golden, join(installed, 'dist/golden'))
      expect(findGoldenFolder(undefined, installed)).toBe(join(installed, 'dist/golden'))
      expect(findGoldenFolder(undefined, dir)).toBe(golden)
      expect(findGoldenFolder(golden, installed)).toBe(golden)
      expect(() => findGoldenFolder(join(dir, 'nowhere'))).toThrow(expect.objectContaining({ code: 'GOLDEN_INVALID' }))
    }))
})
