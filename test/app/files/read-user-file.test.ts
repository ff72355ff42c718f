import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readUserFile } from '../../../src/app/files/read-user-file.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'
import { watchFiles } from '../../support/watch-files.js'

describe('readUserFile', () => {
  it('reads bytes, up to the limit and not one more', () =>
    withScratch((dir) => {
      const path = join(dir, 'file')
      for (const size of [0, 1, 10]) {
        writeFileSync(path, Buffer.alloc(size, 0xff))
        expect(readUserFile(path, 10)).toEqual(Buffer.alloc(size, 0xff))
      }
      writeFileSync(path, 'x'.repeat(11))
      expect(() => readUserFile(path, 10)).toThrow(
        expect.objectContaining({ code: 'SAFETY_LIMIT', data: { path, limit: 'is larger than 10 bytes' } }),
      )
    }))

  it('refuses terabytes without reading them', () =>
    withScratch((dir) => {
      const path = join(dir, 'file')
      writeFileSync(path, '')
      truncateSync(path, 2 ** 40)
      expect(() => readUserFile(path, 10)).toThrow(anError('SAFETY_LIMIT'))
    }))

  it.runIf(process.platform === 'linux')('reads a file that says it is empty and is not (needs /proc)', () => {
    expect(readUserFile('/proc/self/status', 1 << 20).toString()).toContain('Pid:')
    expect(() => readUserFile('/proc/self/status', 10)).toThrow(anError('SAFETY_LIMIT'))
  })

  it('follows links, wherever they lead', () =>
    withScratch((dir) => {
      mkdirSync(join(dir, 'a'))
      writeFileSync(join(dir, 'file'), 'text')
      symlinkSync(join(dir, 'file'), join(dir, 'a/one'))
      symlinkSync('../a/one', join(dir, 'a/two'))
      const { opened, result } = watchFiles(() => readUserFile(join(dir, 'a/two'), 10))
      expect(result.toString()).toBe('text')
      expect(opened).toEqual([join(dir, 'a/two')])
    }))

  it.each<[string, errno: string, path: (dir: string) => string, message: string]>([
    ['nothing there', 'ENOENT', (dir) => join(dir, 'none'), 'it does not exist'],
    ['a folder', 'EISDIR', (dir) => dir, 'it is a folder'],
    ['a link to a folder', 'EISDIR', (dir) => link(dir, '.'), 'it is a folder'],
    ['a link to nowhere', 'ENOENT', (dir) => link(dir, 'none'), 'it does not exist'],
    ['a link to itself', 'ELOOP', (dir) => link(dir, 'link'), 'its symlinks form a loop'],
    ['a file as a folder', 'ENOTDIR', (dir) => join(file(dir), 'x'), 'a part of its path is not a folder'],
    ['a NUL', 'ERR_INVALID_ARG_VALUE', (dir) => `${dir}\0`, 'ERR_INVALID_ARG_VALUE'],
    ['an endless name', 'ENAMETOOLONG', (dir) => join(dir, 'x'.repeat(300)), 'ENAMETOOLONG'],
  ])('cannot read %s', (_name, errno, pathIn, message) =>
    withScratch((dir) => {
      const path = pathIn(dir)
      const data = { path, errno, goGit: '' }
      expect(() => readUserFile(path, 10)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE', data }))
      expect(() => readUserFile(path, 10)).toThrow(`${path} cannot be read (${message}): check the path`)
    }),
  )

  it('neither opens nor waits for a FIFO, linked or not', () =>
    withScratch((dir) => {
      execFileSync('mkfifo', [join(dir, 'pipe')])
      symlinkSync('pipe', join(dir, 'link'))
      for (const name of ['pipe', 'link']) {
        const { opened } = watchFiles(() => {
          expect(() => readUserFile(join(dir, name), 10)).toThrow('is not a regular file')
        })
        expect(opened).toEqual([])
      }
    }))

  it('refuses a socket and a device', () =>
    withScratch(async (dir) => {
      const server = createServer().listen(join(dir, 'socket'))
      await new Promise((done) => server.once('listening', done))
      try {
        expect(() => readUserFile(join(dir, 'socket'), 10)).toThrow(anError('SAFETY_LIMIT'))
      } finally {
        server.close()
      }
      expect(() => readUserFile('/dev/zero', 10)).toThrow(anError('SAFETY_LIMIT'))
    }))
})

function link(dir: string, to: string): string {
  symlinkSync(to, join(dir, 'link'))
  return join(dir, 'link')
}

function file(dir: string): string {
  writeFileSync(join(dir, 'file'), '')
  return join(dir, 'file')
}
