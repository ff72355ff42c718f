import { chmodSync, lstatSync, lutimesSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { parseIndex } from '../../../src/git/index/index-file.js'
import type { ParsedIndex } from '../../../src/git/index/parsed-index.js'
import { traitsOf } from '../../../src/git/profile.js'
import { StatPrefetch } from '../../../src/git/quick/stat-prefetch.js'
import { indexBytes } from '../../support/index-bytes.js'
import { withScratch } from '../../support/scenario.js'

const FILES = 900
const traits = traitsOf('5.19')
const names = Array.from({ length: FILES }, (_, i) => `d/${String(i).padStart(4, '0')}-caf\xe9-\xff`)
const indexOf = (list: readonly string[], version = 2): ParsedIndex =>
  parseIndex(indexBytes({ version, entries: list.map((name) => ({ name })) }), traits)
const pathOf = (dir: string, name: string) => Buffer.from(`${toByteString(dir)}/${name}`, 'latin1')

function makeFiles(dir: string): void {
  mkdirSync(`${dir}/d`)
  for (const [i, name] of names.entries()) {
    const path = pathOf(dir, name)
    if (i % 7 === 3) symlinkSync('x'.repeat(1 + (i % 50)), path)
    else writeFileSync(path, 'x'.repeat(i))
    if (i % 5 === 0 && i % 7 !== 3) chmodSync(path, 0o755)
    if (i % 2 === 0) lutimesSync(path, i, i + 0.25)
  }
}

/** What the file system says of an entry, in the same form; undefined where it says nothing. */
function statOf(dir: string, name: string) {
  const stat = lstatSync(pathOf(dir, name), { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  const { mtimeMs, ctimeMs, size, ino, mode, dev } = stat
  return { mtimeMs, ctimeMs, size, ino, mode, dev }
}

/** Starts it, and waits until it has found something at the last entry. */
async function startAndWait(dir: string, index: ParsedIndex): Promise<StatPrefetch> {
  const prefetch = StatPrefetch.start(toByteString(dir), index, 1)
  if (prefetch === undefined) throw new Error('no worker: is dist built? npm run build:js')
  await vi.waitFor(() => expect(prefetch.find(index.count - 1)).toBeDefined(), { timeout: 20_000, interval: 5 })
  return prefetch
}

describe('StatPrefetch', () => {
  it.each([2, 4])('finds what lstat says, or nothing, in an index of version %i', async (version) => {
    await withScratch(async (dir) => {
      makeFiles(dir)
      const prefetch = await startAndWait(dir, indexOf(names, version))
      try {
        const found = names.map((_name, i) => prefetch.find(i))
        for (const [i, stat] of found.entries()) {
          if (stat !== undefined) expect(stat, names[i]).toEqual(statOf(dir, names[i] ?? ''))
        }
        expect(found.filter((stat) => stat !== undefined).length).toBeGreaterThan(100)
      } finally {
        prefetch.close()
      }
    })
  })

  it('finds nothing where a file is gone, and goes on behind it', async () => {
    await withScratch(async (dir) => {
      makeFiles(dir)
      const gone = names.filter((_name, i) => i % 3 === 0)
      for (const name of gone) rmSync(pathOf(dir, name))
      const prefetch = await startAndWait(dir, indexOf(names))
      try {
        const found = names.map((_name, i) => prefetch.find(i))
        expect(found.filter((_stat, i) => i % 3 === 0)).toEqual(gone.map(() => undefined))
        expect(found.filter((stat) => stat !== undefined).length).toBeGreaterThan(50)
      } finally {
        prefetch.close()
      }
    })
  })

  it('agrees with the file system at any time, also right after its start', async () => {
    await withScratch((dir) => {
      makeFiles(dir)
      const prefetch = StatPrefetch.start(toByteString(dir), indexOf(names), 1)
      try {
        const wrong = names.filter((name, i) => {
          const found = prefetch?.find(i)
          return found !== undefined && JSON.stringify(found) !== JSON.stringify(statOf(dir, name))
        })
        expect(prefetch).toBeDefined()
        expect(wrong).toEqual([])
      } finally {
        prefetch?.close()
      }
    })
  })

  it('finds the files of a checkout that is the root folder', async () => {
    await withScratch(async (dir) => {
      makeFiles(dir)
      const below = names.map((name) => `${toByteString(dir).slice(1)}/${name}`)
      const prefetch = await startAndWait('/', indexOf(below))
      prefetch.close()
    })
  })

  it('is not begun for fewer files than are worth it', () => {
    const few = indexOf(names)
    expect(StatPrefetch.start('/', few, FILES + 1)).toBeUndefined()
    expect(StatPrefetch.start('/', few)).toBeUndefined()
    const just = StatPrefetch.start('/', few, FILES)
    expect(just).toBeInstanceOf(StatPrefetch)
    just?.close()
  })

  it('may be closed unused, and twice', async () => {
    await withScratch((dir) => {
      const prefetch = StatPrefetch.start(toByteString(dir), indexOf(names), 1)
      expect(() => {
        prefetch?.close()
        prefetch?.close()
      }).not.toThrow()
    })
  })

  it('serves several checkouts, one after another and at the same time', async () => {
    await withScratch(async (dir) => {
      makeFiles(dir)
      const index = indexOf(names)
      for (let round = 0; round < 3; round++) {
        const one = await startAndWait(dir, index)
        const other = StatPrefetch.start(`${toByteString(dir)}/none`, index, 1)
        const last = names.length - 1
        expect(one.find(last)).toEqual(statOf(dir, names[last] ?? ''))
        for (const [i] of names.entries()) expect(other?.find(i)).toBeUndefined()
        one.close()
        other?.close()
      }
    })
  })

  it('finds nothing below a folder that is not there', async () => {
    await withScratch((dir) => {
      const prefetch = StatPrefetch.start(`${toByteString(dir)}/none`, indexOf(names), 1)
      expect(names.map((_name, i) => prefetch?.find(i)).filter((stat) => stat !== undefined)).toEqual([])
      prefetch?.close()
    })
  })
})
