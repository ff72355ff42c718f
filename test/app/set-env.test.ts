import { execFile, execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { withFolderLock } from '../../src/app/folder-lock.js'
import { parseEnv } from '../../src/app/parse-env.js'
import { replaceFile } from '../../src/app/replace-file.js'
import { setEnv } from '../../src/app/set-env.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'

const text = '# an app\r\nTYPE=custom-html\r\nA=1 # length=3'

function withFile<T>(use: (path: string, dir: string) => Promise<T>): Promise<T> {
  return withScratch((dir) => {
    const path = join(dir, 'app.env')
    writeFileSync(path, text)
    return use(path, dir)
  })
}

describe('setEnv', () => {
  it('changes one value and leaves every other byte, and the mode, as they were', () =>
    withFile(async (path, dir) => {
      chmodSync(path, 0o640)
      await setEnv({ path }, 'A', '2')
      expect(readFileSync(path, 'utf8')).toBe('# an app\r\nTYPE=custom-html\r\nA=2 # length=3')
      expect(statSync(path).mode & 0o7777).toBe(0o640)
      expect(readdirSync(dir)).toEqual(['app.env'])
    }))

  it('leaves the file itself where nothing changes', () =>
    withFile(async (path) => {
      const before = statSync(path, { bigint: true })
      await setEnv({ path }, 'A', '1')
      const after = statSync(path, { bigint: true })
      expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs])
    }))

  it('changes the file that a link leads to, and keeps the link', () =>
    withFile(async (path, dir) => {
      mkdirSync(join(dir, 'servers'))
      const link = join(dir, 'servers', 'app.env')
      symlinkSync('../app.env', link)
      await setEnv({ path: link }, 'A', '2')
      expect(lstatSync(link).isSymbolicLink() && readlinkSync(link)).toBe('../app.env')
      expect(parseEnv(readFileSync(path)).get('A')).toBe('2')
      expect(readdirSync(join(dir, 'servers'))).toEqual(['app.env'])
    }))

  it.skipIf(process.getuid?.() !== 0)('keeps the owner, where root writes (needs root)', () =>
    withFile(async (path) => {
      execFileSync('chown', ['65534:65533', path])
      await setEnv({ path }, 'A', '2')
      expect([statSync(path).uid, statSync(path).gid]).toEqual([65534, 65533])
    }),
  )

  it('says that a read-only file is read-only, also to root', () =>
    withFile(async (path, dir) => {
      chmodSync(path, 0o444)
      await expect(setEnv({ path }, 'A', '2')).rejects.toThrow(anError('FILE_UNWRITABLE'))
      await expect(setEnv({ path }, 'A', '2')).rejects.toThrow(`${path} cannot be written (it is read-only)`)
      expect(readFileSync(path, 'utf8')).toBe(text)
      expect(readdirSync(dir)).toEqual(['app.env'])
    }))

  it('says that a file is not there', () =>
    withScratch((dir) =>
      expect(setEnv({ path: join(dir, 'app.env') }, 'A', '2')).rejects.toThrow(anError('FILE_UNREADABLE')),
    ))

  const mounts = canMount()
  it.skipIf(!mounts)('leaves the old file whole where the disk fills up while it writes (needs mount)', () =>
    withScratch(async (dir) => {
      const disk = join(dir, 'disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
      try {
        const path = join(disk, 'app.env')
        const old = `A=1\n${'#'.repeat(30_000)}\n`
        writeFileSync(path, old)
        const full = setEnv({ path }, 'A', 'x'.repeat(20_000))
        await expect(full).rejects.toThrow(anError('FILE_UNWRITABLE'))
        await expect(full).rejects.toThrow('no space is left on the device')
        expect(readFileSync(path, 'utf8')).toBe(old)
        expect(readdirSync(disk)).toEqual(['app.env'])
      } finally {
        execFileSync('umount', [disk])
      }
    }),
  )

  it('lets two processes that write different variables both win', () =>
    withFile(async (path, dir) => {
      const program = join(dir, 'write.mjs')
      buildSync({
        stdin: {
          contents: `import { setEnv } from './src/app/set-env.ts'
            const [path, name] = process.argv.slice(2)
            for (let i = 0; i < 15; i++) await setEnv({ path }, name + i, String(i))`,
          resolveDir: resolve('.'),
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile: program,
      })
      const run = promisify(execFile)
      await Promise.all(['X', 'Y', 'Z'].map((name) => run(process.execPath, [program, path, name])))
      const wanted = ['X', 'Y', 'Z'].flatMap((name) => Array.from({ length: 15 }, (_, i) => [name + i, String(i)]))
      expect(Object.fromEntries(parseEnv(readFileSync(path)))).toEqual({
        TYPE: 'custom-html',
        A: '1',
        ...Object.fromEntries(wanted),
      })
    }))
})

describe('withFolderLock', () => {
  it('waits for a shell script that holds the lock, and frees it afterwards', () =>
    withScratch(async (dir) => {
      const isFree = () => spawnSync('flock', ['--nonblock', dir, 'true']).status === 0
      expect(isFree()).toBe(true)
      await withFolderLock(dir, () => expect(isFree()).toBe(false))
      expect(isFree()).toBe(true)
      await expect(withFolderLock(dir, () => Promise.reject(new Error('x')))).rejects.toThrow('x')
      expect(isFree()).toBe(true)
    }))

  it('gives up where the lock is not freed', () =>
    withScratch(async (dir) => {
      const again = withFolderLock(dir, () => withFolderLock(dir, () => 'both', { waitSeconds: 0 }))
      await expect(again).rejects.toThrow(anError('LOCK_FAILED'))
    }))

  it('says that there is no flock', () =>
    withScratch(async (dir) => {
      const path = process.env['PATH']
      process.env['PATH'] = dir
      try {
        await expect(withFolderLock(dir, () => 0)).rejects.toThrow('install util-linux')
      } finally {
        process.env['PATH'] = path
      }
    }))
})

describe('replaceFile', () => {
  it('leaves nothing behind where the folder is gone', () =>
    withScratch((dir) => {
      expect(() => replaceFile(join(dir, 'none', 'app.env'), Buffer.from('x'))).toThrow(anError('FILE_UNWRITABLE'))
      expect(readdirSync(dir)).toEqual([])
    }))
})

/** Whether this machine lets us make a small disk. */
function canMount(): boolean {
  const probe = 'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs "$d" && umount "$d"; s=$?; rmdir "$d"; exit $s'
  return spawnSync('sh', ['-c', probe]).status === 0
}
