import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LockWait, stackLockPath, withStackLock } from '../../../src/harness/lock/stack-lock.js'
import { anError } from '../../support/expect-error.js'
import { type Scratch, scratch, withScratch } from '../../support/scenario.js'

let programs: Scratch
let holder: string

/** A process that takes the lock, prints its id, and then does what its argument says. */
beforeAll(() => {
  programs = scratch()
  holder = join(programs.dir, 'holder.mjs')
  buildSync({
    stdin: {
      contents: `import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        import { withStackLock } from './src/harness/lock/stack-lock.ts'
        const [dir, what] = process.argv.slice(2)
        await withStackLock('stack', async () => {
          if (what === 'with a child') {
            const child = spawn('sleep', ['600'], { stdio: 'ignore', detached: true })
            await once(child, 'spawn')
            console.log(child.pid)
          } else console.log('held')
          await once(process.stdin, 'data')
        }, { dir })
        process.exit()`,
      resolveDir: resolve('.'),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: holder,
  })
})

afterAll(() => programs.remove())

async function hold(dir: string, what = ''): Promise<{ process: ChildProcess; said: string }> {
  const started = spawn(process.execPath, [holder, dir, what], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [said] = await once(started.stdout, 'data')
  return { process: started, said: String(said).trim() }
}

function isFree(dir: string): boolean {
  return spawnSync('flock', ['--nonblock', join(dir, 'stack.lock'), 'true']).status === 0
}

describe('withStackLock', () => {
  it('holds the lock that flock(1) sees while the work runs, and frees it however that ends', () =>
    withScratch(async (dir) => {
      const path = join(dir, 'stack.lock')
      expect(await withStackLock('stack', () => [isFree(dir), readFileSync(path, 'utf8')] as const, { dir })).toEqual([
        false,
        expect.stringContaining(`{"pid":${process.pid},`),
      ])
      expect(isFree(dir)).toBe(true)
      expect(readFileSync(path, 'utf8')).toBe('')
      await expect(withStackLock('stack', () => Promise.reject(new Error('x')), { dir })).rejects.toThrow('x')
      expect(isFree(dir)).toBe(true)
    }))

  it('lets one after the other, and other stacks at once', () =>
    withScratch(async (dir) => {
      let inside = 0
      const most: number[] = []
      const work = async () => {
        most.push(++inside)
        await new Promise((done) => setTimeout(done, 20))
        inside--
      }
      await Promise.all(Array.from({ length: 5 }, () => withStackLock('stack', work, { dir })))
      expect(most).toEqual([1, 1, 1, 1, 1])
      await withStackLock('stack', () => withStackLock('other', work, { dir, timeoutMs: 0 }), { dir })
    }))

  it('waits for a shell script and for a Python harness, and they for us', () =>
    withScratch(async (dir) => {
      const path = join(dir, 'stack.lock')
      const python = [
        'import fcntl, sys',
        'lock = open(sys.argv[1], "w")',
        'fcntl.flock(lock, fcntl.LOCK_EX)',
        'print("held", flush=True)',
        'sys.stdin.read()',
      ].join('\n')
      const harnesses: [string, string[]][] = [
        ['flock', [path, 'sh', '-c', 'echo held; exec cat']],
        ['python3', ['-c', python, path]],
      ]
      for (const [command, args] of harnesses) {
        const other = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
        await once(other.stdout, 'data')
        const waits: LockWait[] = []
        const order: string[] = []
        const ours = withStackLock('stack', () => order.push('ours'), { dir, onWait: (wait) => waits.push(wait) })
        await expect(withStackLock('stack', () => 0, { dir, timeoutMs: 50 })).rejects.toThrow(anError('LOCK_FAILED'))
        order.push('theirs')
        other.stdin.end()
        await ours
        expect(order, command).toEqual(['theirs', 'ours'])
        expect(waits.map(({ text }) => text).join()).toContain(`waiting for the lock ${path}, held by `)
      }
      await withStackLock('stack', () => expect(isFree(dir)).toBe(false), { dir })
    }))

  it('names the process that holds it', () =>
    withScratch(async (dir) => {
      const { process: other } = await hold(dir)
      const waits: LockWait[] = []
      const failed = await withStackLock('stack', () => 0, {
        dir,
        timeoutMs: 0,
        onWait: (wait) => waits.push(wait),
      }).catch((error: unknown) => error)
      expect(waits.map(({ holder: by }) => by?.pid)).toEqual([other.pid])
      expect(failed).toHaveProperty('data.timedOut', true)
      expect((failed as Error).message).toContain(`held by pid ${other.pid} since `)
      other.stdin?.end('go\n')
      await once(other, 'exit')
      expect(isFree(dir)).toBe(true)
    }))

  it('is freed by the kernel when its owner is killed, and a child of the owner does not keep it', () =>
    withScratch(async (dir) => {
      const { process: other, said } = await hold(dir, 'with a child')
      const child = Number(said)
      try {
        expect(isFree(dir)).toBe(false)
        other.kill('SIGKILL')
        await once(other, 'exit')
        expect(() => process.kill(child, 0)).not.toThrow()
        expect(isFree(dir)).toBe(true)
        // What the dead one wrote into the file is not believed.
        await withStackLock('stack', () => 0, { dir, timeoutMs: 0 })
      } finally {
        process.kill(child, 'SIGKILL')
      }
    }))

  it('begins anew where the file was removed while it waited', () =>
    withScratch(async (dir) => {
      const path = join(dir, 'stack.lock')
      const other = await hold(dir)
      let inside = false
      const waits: Promise<void> = new Promise((waiting) => {
        void withStackLock(
          'stack',
          () => {
            inside = true
            expect(isFree(dir)).toBe(false)
          },
          { dir, onWait: () => waiting() },
        )
      })
      await waits
      rmSync(path)
      other.process.stdin?.end('go\n')
      await once(other.process, 'exit')
      while (!inside) await new Promise((done) => setTimeout(done, 10))
      expect(existsSync(path)).toBe(true)
    }))

  it('stops waiting on an abort, and leaves no waiting process', () =>
    withScratch(async (dir) => {
      const other = await hold(dir)
      const stop = new AbortController()
      const waiting = withStackLock('stack', () => 0, {
        dir,
        signal: stop.signal,
        onWait: () => stop.abort(new Error('enough')),
      })
      await expect(waiting).rejects.toThrow('enough')
      other.process.stdin?.end('go\n')
      await once(other.process, 'exit')
      expect(isFree(dir)).toBe(true)
    }))

  it('follows no link in the place of its file, and makes its folder', () =>
    withScratch(async (dir) => {
      const locks = join(dir, 'a/b')
      await withStackLock('stack', () => 0, { dir: locks })
      expect(existsSync(join(locks, 'stack.lock'))).toBe(true)
      writeFileSync(join(dir, 'precious'), 'x')
      renameSync(join(locks, 'stack.lock'), join(locks, 'old'))
      symlinkSync('../../precious', join(locks, 'stack.lock'))
      await expect(withStackLock('stack', () => 0, { dir: locks })).rejects.toEqual(anError('FILE_UNWRITABLE'))
      expect(readFileSync(join(dir, 'precious'), 'utf8')).toBe('x')
    }))

  it('says that there is no flock', () =>
    withScratch(async (dir) => {
      const path = process.env['PATH']
      process.env['PATH'] = dir
      try {
        await expect(withStackLock('stack', () => 0, { dir })).rejects.toThrow('install util-linux')
      } finally {
        process.env['PATH'] = path
      }
    }))
})

describe('stackLockPath', () => {
  it('is the same for every harness of one user', () => {
    expect(stackLockPath('cust_example', { env: { HOME: '/home/ci' } })).toBe('/home/ci/.abra/locks/cust_example.lock')
    expect(stackLockPath('x', { env: { HOME: '/home/ci', ABRA_LOCK_DIR: '/locks' } })).toBe('/locks/x.lock')
    expect(stackLockPath('x', { dir: '/here', env: {} })).toBe('/here/x.lock')
    expect(() => stackLockPath('x', { env: {} })).toThrow(anError('HOME_UNKNOWN'))
  })

  it.each(['', '../x', 'a/b', '.x', 'a\0b'])('leads nowhere else: %j', (stack) => {
    expect(() => stackLockPath(stack, { dir: '/locks' })).toThrow(anError('USAGE'))
  })
})

describe('the lock under load', () => {
  it('loses no update of many processes', () =>
    withScratch(async (dir) => {
      const counter = join(dir, 'counter')
      writeFileSync(counter, '0')
      const program = join(dir, 'count.mjs')
      mkdirSync(join(dir, 'locks'))
      buildSync({
        stdin: {
          contents: `import { readFileSync, writeFileSync } from 'node:fs'
            import { withStackLock } from './src/harness/lock/stack-lock.ts'
            const [dir, counter] = process.argv.slice(2)
            for (let i = 0; i < 10; i++) await withStackLock('stack', async () => {
              const before = Number(readFileSync(counter, 'utf8'))
              await new Promise((done) => setTimeout(done, 1))
              writeFileSync(counter, String(before + 1))
            }, { dir })`,
          resolveDir: resolve('.'),
        },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile: program,
      })
      const run = promisify(execFile)
      await Promise.all([1, 2, 3].map(() => run(process.execPath, [program, join(dir, 'locks'), counter])))
      expect(readFileSync(counter, 'utf8')).toBe('30')
    }))
})
