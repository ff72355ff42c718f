import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTrace, type TracedEvents, tracedCalls } from './strace-events.js'

/** How a process went. */
export interface WatchedProcess {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** It was ended because it did not end by itself. */
  readonly hung: boolean
  /** Its own processor time; undefined where it died before it could say. */
  readonly cpuMs?: number
  /** The most memory that it had at once. */
  readonly peakBytes?: number
  /** undefined without strace. */
  readonly events?: TracedEvents
}

/** What each process does at its end: it says what it used. VmHWM is of the program itself, ru_maxrss may be of what started it. */
const preload = `
const { readFileSync, writeFileSync } = require('node:fs')
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  let kilobytes = maxRSS
  try { kilobytes = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) } catch {}
  const path = process.env.HOSTILE_USAGE
  if (path) writeFileSync(path, JSON.stringify({ peakBytes: kilobytes * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 }))
})
`

/** Starts programs under the eyes of strace, where there is one, and with a watchdog. */
export class ProcessWatch {
  /** Whether executions, writes and the network are seen by the system call. Without strace only what is left behind is seen. */
  readonly traced = spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0
  readonly #dir: string
  readonly #hungAfterMs: number

  /** @param dir a folder of the watch's own, which it makes */
  constructor(dir: string, hungAfterMs: number) {
    this.#dir = dir
    this.#hungAfterMs = hungAfterMs
    mkdirSync(dir)
    writeFileSync(join(dir, 'preload.cjs'), preload)
  }

  async run(args: readonly string[], env: Record<string, string>, cwd: string): Promise<WatchedProcess> {
    const [usage, trace, loaded] = ['usage.json', 'trace', 'preload.cjs'].map((name) => join(this.#dir, name)) as [
      string,
      string,
      string,
    ]
    for (const path of [usage, trace]) rmSync(path, { force: true })
    const node = [process.execPath, '--require', loaded, ...args]
    const strace = [
      'strace',
      '-f',
      '-y',
      '--seccomp-bpf',
      '-s',
      '400',
      '-o',
      trace,
      '-e',
      `trace=${tracedCalls.map((call) => `?${call}`).join(',')}`,
      ...node,
    ]
    const ended = await start(this.traced ? strace : node, { ...env, HOSTILE_USAGE: usage }, cwd, this.#hungAfterMs)
    const used = existsSync(usage)
      ? (JSON.parse(readFileSync(usage, 'utf8')) as { peakBytes: number; cpuMs: number })
      : {}
    const events = this.traced ? { events: parseTrace(readFileSync(trace, 'latin1'), usage) } : {}
    return { ...ended, ...used, ...events }
  }
}

type Ended = Pick<WatchedProcess, 'exitCode' | 'signal' | 'stdout' | 'stderr' | 'hung'>

function start(
  [program = '', ...args]: readonly string[],
  env: Record<string, string>,
  cwd: string,
  hungAfterMs: number,
): Promise<Ended> {
  return new Promise((done, fail) => {
    // A process group of its own, so that the watchdog ends what it started, too.
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    let hung = false
    const watchdog = setTimeout(() => {
      hung = true
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, hungAfterMs)
    child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes))
    child.once('error', fail)
    child.once('close', (exitCode, signal) => {
      clearTimeout(watchdog)
      done({ exitCode, signal, hung, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) })
    })
  })
}
