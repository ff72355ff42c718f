import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
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
import { parseEnv } from '../../src/app/env/parse-env.js'
import { withFolderLock } from '../../src/app/files/folder-lock.js'
import { replaceFile } from '../../src/app/files/replace-file.js'
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

  it('keeps the owner, also where root writes', () =>
    withFile(async (path) => {
      if (process.getuid?.() === 0) execFileSync('chown', ['65534:65533', path])
      const { uid, gid } = statSync(path)
      await setEnv({ path }, 'A', '2')
      expect([statSync(path).uid, statSync(path).gid]).toEqual([uid, gid])
    }))

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

  it('leaves the old file whole where the disk fills up while it writes', () =>
    withSmallDisk(async (disk, write) => {
      const path = join(disk, 'app.env')
      const old = `A=1\n${'#'.repeat(30_000)}\n`
      writeFileSync(path, old)
      expect(await write(path, 'A', 'x'.repeat(20_000))).toMatch(
        /FILE_UNWRITABLE .* \((no space is left|EFBIG).* it is unchanged/,
      )
      expect(readFileSync(path, 'utf8')).toBe(old)
      expect(readdirSync(disk)).toEqual(['app.env'])
      expect(await write(path, 'A', 'y')).toBe('')
      expect(parseEnv(readFileSync(path)).get('A')).toBe('y')
    }))

  it('leaves a whole file and no lock where a writer is killed', () =>
    withFile(async (path, dir) => {
      const program = bundle(
        dir,
        "const [path] = process.argv.slice(2)\nfor (let i = 0; ; i++) await setEnv({ path }, 'A', 'x'.repeat(i % 5000))",
      )
      for (let i = 0; i < 8; i++) {
        const writer = spawn(process.execPath, [program, path], { stdio: 'ignore' })
        await new Promise((done) => setTimeout(done, 100 + 25 * i))
        writer.kill('SIGKILL')
        await new Promise((done) => writer.once('close', done))
        expect(readFileSync(path, 'utf8')).toMatch(/^# an app\r\nTYPE=custom-html\r\nA=(?:1|'?x*'?) # length=3$/)
      }
      await setEnv({ path }, 'A', 'z')
      expect(parseEnv(readFileSync(path)).get('A')).toBe('z')
    }))

  it('lets two processes that write different variables both win', () =>
    withFile(async (path, dir) => {
      const program = bundle(
        dir,
        'const [path, name] = process.argv.slice(2)\nfor (let i = 0; i < 15; i++) await setEnv({ path }, name + i, String(i))',
      )
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

/** A program of its own that can `setEnv`. */
function bundle(dir: string, code: string): string {
  const outfile = join(dir, 'write.mjs')
  const contents = `import { setEnv } from './src/app/set-env.ts'\n${code}`
  const stdin = { contents, resolveDir: resolve('.') }
  buildSync({ stdin, bundle: true, platform: 'node', format: 'esm', outfile })
  return outfile
}

/** Writes one variable in a process of its own, and gives what that fails with. */
type Write = (path: string, key: string, value: string) => Promise<string>

/** A disk of 64 KiB; where this machine does not let us mount one, a limit of 40 KiB on files does instead. */
function withSmallDisk<T>(use: (disk: string, write: Write) => Promise<T>): Promise<T> {
  return withScratch(async (dir) => {
    const disk = join(dir, 'disk')
    mkdirSync(disk)
    const report = 'await setEnv({ path }, key, value).catch((e) => process.stdout.write(e.code + " " + e.message))'
    const program = bundle(dir, `const [path, key, value] = process.argv.slice(2)\n${report}`)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0
    const limit = mounted ? '' : "trap '' XFSZ; ulimit -f 80; "
    const write: Write = async (...args) =>
      (await promisify(execFile)('sh', ['-c', `${limit}exec "$@"`, 'sh', process.execPath, program, ...args])).stdout
    try {
      return await use(disk, write)
    } finally {
      if (mounted) execFileSync('umount', [disk])
    }
  })
}
