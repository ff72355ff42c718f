import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WritableFolder } from '../../src/git-client/writable-folder.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'
import { snapshotTree } from '../support/snapshot.js'

/** A folder, and a link `link` in it to another one beside it. */
function withFolder(use: (folder: WritableFolder, dir: string, outside: string) => void): Promise<void> {
  return withScratch((scratch) => {
    const dir = join(scratch, 'dir')
    const outside = join(scratch, 'outside')
    for (const made of [dir, outside]) mkdirSync(made)
    writeFileSync(join(outside, 'file'), 'theirs')
    symlinkSync('../outside', join(dir, 'link'))
    symlinkSync('../outside/file', join(dir, 'link-to-file'))
    use(new WritableFolder(dir), dir, outside)
  })
}

describe('WritableFolder', () => {
  it('writes through no link, and replaces one that stands where a file goes', () =>
    withFolder((folder, dir, outside) => {
      const before = snapshotTree(outside)
      const deeds = [
        () => folder.writeFile('link/new', Buffer.from('x')),
        () => folder.writeFile('link/file', Buffer.from('x')),
        () => folder.writeLink('link/new', Buffer.from('x')),
        () => folder.makeFolder('link/new'),
        () => folder.removeFile('link/file'),
        () => folder.removeEmptyFolders('link'),
        () => folder.checkFolder('link'),
      ]
      for (const deed of deeds) expect(deed).toThrow(expect.objectContaining({ code: 'CHECKOUT_UNSAFE' }))
      folder.writeFile('link-to-file', Buffer.from('mine'))
      expect(lstatSync(join(dir, 'link-to-file')).isFile()).toBe(true)
      expect(snapshotTree(outside)).toEqual(before)
      expect(readdirSync(dir).sort()).toEqual(['link', 'link-to-file'])
    }))

  it('is no link itself', () =>
    withFolder((_folder, dir) => {
      expect(() => new WritableFolder(join(dir, 'link'))).toThrow(expect.objectContaining({ code: 'CHECKOUT_UNSAFE' }))
    }))

  it('makes the folders of a file, and removes them with their last file', () =>
    withFolder((folder, dir) => {
      folder.writeFile('a/b/c', Buffer.from('x'), 0o777)
      folder.writeLink('a/b/d', Buffer.from('../anywhere'))
      expect(lstatSync(join(dir, 'a/b/c')).mode & 0o100).toBe(0o100)
      expect(readlinkSync(join(dir, 'a/b/d'))).toBe('../anywhere')
      folder.removeFile('a/b/c')
      expect(readdirSync(join(dir, 'a/b'))).toEqual(['d'])
      folder.removeFile('a/b/d')
      expect(existsSync(join(dir, 'a'))).toBe(false)
      folder.writeFile('a/b/c', Buffer.from('again'))
      expect(readFileSync(join(dir, 'a/b/c'), 'utf8')).toBe('again')
    }))

  it('writes references as git does, one writer at a time', () =>
    withFolder((folder, dir) => {
      folder.writeReference('refs/tags/1.0.0+1.0.0', 'a'.repeat(40))
      expect(readFileSync(join(dir, 'refs/tags/1.0.0+1.0.0'), 'utf8')).toBe(`${'a'.repeat(40)}\n`)
      const unlock = folder.lock('refs/tags/1.0.0+1.0.0.lock')
      const write = () => folder.writeReference('refs/tags/1.0.0+1.0.0', 'b'.repeat(40))
      expect(write).toThrow(expect.objectContaining({ code: 'CHECKOUT_LOCKED' }))
      unlock()
      write()
      expect(readdirSync(join(dir, 'refs/tags'))).toEqual(['1.0.0+1.0.0'])
    }))

  it.each(['refs/tags/../../x', '../x', 'refs/tags/.x', 'refs/tags/x.lock', 'config', 'refs/heads/-x', '/etc/x'])(
    'writes no reference %s',
    (name) =>
      withFolder((folder) => {
        const write = () => folder.writeReference(name, 'x')
        expect(write).toThrow(expect.objectContaining({ code: 'CHECKOUT_UNSAFE' }))
      }),
  )

  it('says which lock is in its way', () =>
    withFolder((folder, dir) => {
      writeFileSync(join(dir, 'index.lock'), '')
      let thrown: unknown
      try {
        folder.lock('index.lock')
      } catch (error) {
        thrown = error
      }
      expect(thrown).toEqual(anError('CHECKOUT_LOCKED'))
      expect(thrown).toHaveProperty('data.path', join(dir, 'index.lock'))
    }))
})
