import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** How a process ended, and its output: text in UTF-8, or the bytes. */
export interface EndedProcess<Output = string> {
  /** null if a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Output
  readonly stderr: string
  /** It was killed after the timeout. */
  readonly timedOut: boolean
  /** It was killed because it had printed nothing for `idleMs`. */
  readonly idled: boolean
  /** It was killed because it printed more than the limit. The output up to the limit is kept. */
  readonly overflowed: boolean
}

export interface ProcessOptions {
  /** The whole environment. Nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The whole standard input. Default: empty. */
  readonly input?: string
  /** Milliseconds. Default: no limit. */
  readonly timeoutMs?: number
  /** The longest time between two outputs, in milliseconds. Default: no limit. */
  readonly idleMs?: number
  readonly signal?: AbortSignal
  /** Milliseconds between SIGTERM and SIGKILL. Default 5000. */
  readonly graceMs?: number
  /** Limit in bytes of stdout and stderr together. Default 16 MiB. */
  readonly maxOutput?: number
}

const defaultGraceMs = 5_000
const defaultMaxOutput = 16 * 1024 * 1024
/** A process that left the group may keep a pipe open for ever. */
const pipeTimeoutMs = 1_000

/**
 * Runs a program without a shell, in its own process group, with only `input` as standard input. When it ends, or after the timeout, the whole group is
 * killed. A child that started its own session survives.
 *
 * @throws the `signal`'s reason if it was aborted, after the group has ended; Node's own error if the program cannot be started
 */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<EndedProcess> {
  const ended = await runProcessForBytes(command, args, options)
  return { ...ended, stdout: ended.stdout.toString() }
}

/** The same; standard output as bytes. */
export async function runProcessForBytes(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<EndedProcess<Buffer>> {
  options.signal?.throwIfAborted()
  const { env, cwd, input } = options
  // Loaded late: it takes 2 ms, and most commands start nothing.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const child = spawn(command, [...args], {
    env,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  }) as OurChild
  // A program that does not read all its input shows why by its exit code.
  child.stdin?.on('error', () => {}).end(input)
  const ended = await new ProcessGroup(child, options).end()
  options.signal?.throwIfAborted()
  return ended
}

type OurChild = ChildProcessByStdio<Writable | null, Readable, Readable>

class ProcessGroup {
  readonly #child: OurChild
  readonly #options: ProcessOptions
  readonly #stdout: Buffer[] = []
  readonly #stderr: Buffer[] = []
  #bytes = 0
  #timedOut = false
  #overflowed = false
  #idled = false
  #idleTimer: NodeJS.Timeout | undefined

  constructor(child: OurChild, options: ProcessOptions) {
    this.#child = child
    this.#options = options
    child.stdout.on('data', (chunk: Buffer) => this.#keep(this.#stdout, chunk))
    child.stderr.on('data', (chunk: Buffer) => this.#keep(this.#stderr, chunk))
  }

  async end(): Promise<EndedProcess<Buffer>> {
    const { timeoutMs, idleMs, signal, graceMs = defaultGraceMs } = this.#options
    let last: NodeJS.Timeout | undefined
    const stop = () => {
      this.#kill('SIGTERM')
      last ??= setTimeout(() => this.#kill('SIGKILL'), graceMs)
    }
    const after = (ms: number | undefined, note: () => void) => {
      if (ms === undefined) return undefined
      return setTimeout(() => {
        note()
        stop()
      }, ms)
    }
    const timer = after(timeoutMs, () => {
      this.#timedOut = true
    })
    this.#idleTimer = after(idleMs, () => {
      this.#idled = true
    })
    const killOnExit = () => this.#kill('SIGKILL')
    signal?.addEventListener('abort', stop, { once: true })
    process.once('exit', killOnExit)
    try {
      const closed = new Promise<void>((resolve) => void this.#child.once('close', () => resolve()))
      const [exitCode, killedBy] = await this.#exit()
      this.#kill('SIGKILL')
      await this.#drained(closed)
      const [stdout, stderr] = [Buffer.concat(this.#stdout), Buffer.concat(this.#stderr).toString()]
      const how = { timedOut: this.#timedOut, idled: this.#idled, overflowed: this.#overflowed }
      return { exitCode, signal: killedBy, stdout, stderr, ...how }
    } finally {
      clearTimeout(timer)
      clearTimeout(this.#idleTimer)
      clearTimeout(last)
      signal?.removeEventListener('abort', stop)
      process.removeListener('exit', killOnExit)
    }
  }

  #exit(): Promise<[number | null, NodeJS.Signals | null]> {
    return new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('exit', (code, signal) => resolve([code, signal]))
    })
  }

  async #drained(closed: Promise<void>): Promise<void> {
    let late: NodeJS.Timeout | undefined
    const given = new Promise<void>((resolve) => {
      late = setTimeout(resolve, pipeTimeoutMs)
    })
    await Promise.race([closed, given])
    clearTimeout(late)
    this.#child.stdout.destroy()
    this.#child.stderr.destroy()
  }

  #keep(chunks: Buffer[], chunk: Buffer): void {
    this.#idleTimer?.refresh()
    const room = (this.#options.maxOutput ?? defaultMaxOutput) - this.#bytes
    if (this.#overflowed) return
    chunks.push(chunk.subarray(0, room))
    this.#bytes += chunk.length
    if (chunk.length <= room) return
    this.#overflowed = true
    this.#kill('SIGKILL')
  }

  /** The group's id is the child's process id. The kernel does not reuse it while a process of the group lives. */
  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch (error) {
      // The group has ended. macOS gives EPERM for a group of zombies.
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}
