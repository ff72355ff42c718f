import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { AbraVersionError } from '../../errors.js'
import type { ComposeInput } from './compose-input.js'

/** What a stage of the reference says instead of a result: go-git's own error, its panic, or that the time was up. */
export type Trouble = { error: string } | { panic: string } | { timeout: true }

/** A request of golden/reference/README.md, without its id. */
export type ReferenceRequest =
  | {
      dir: string
      home: string
      stages?: ('tags' | 'status' | 'revision' | 'checkout')[]
      revisions?: string[]
      checkout?: { branch: string } | { hash: string }
      /** How many times to open the checkout and ask for its status, each by the reference's own clock. */
      clock?: number
    }
  | { match: { patterns: string[]; domain?: string[]; path: string; isDir: boolean }[] }
  | { config: string }
  | { fileMatch: { pattern: string; name: string }[] }
  | { env: string }
  | (ComposeInput & { stack?: string; absent?: string[]; stages?: 'convert'[]; clock?: number })

/** What came back: the keys of the request's kind, or one that says why there are none. */
export interface ReferenceAnswer {
  goGit?: string
  dockerCli?: string
  /** What docker/cli's loader makes of compose files. */
  config?: unknown
  /** Of the compose reference, the step that failed; `marshal` and `read back` are no verdict about the files. */
  stage?: 'parse' | 'load' | 'marshal' | 'read back'
  convert?: { image?: string; services?: unknown; error?: string }
  open?: Trouble | Record<string, never>
  head?: { hash: string; name: string } | Trouble
  status?: { clean: boolean; files: { path: string; change: string }[] } | Trouble
  tags?: { name: string; hash?: string; target?: string }[] | Trouble
  revisions?: Record<string, { hash: string } | Trouble>
  checkout?: { hash: string; name: string } | Trouble
  clock?: { clean: boolean; nanoseconds: number[] } | { services: number; nanoseconds: number[] } | Trouble
  match?: (boolean | Trouble)[] | Trouble
  fileMatch?: (boolean | string | Trouble)[] | Trouble
  sections?: ReferenceSection[]
  godotenv?: string
  env?: { values: [name: string, value: string][] } | Trouble
  error?: string
  panic?: string
  timeout?: true
  badRequest?: string
  /** The process ended before it answered this request: go-git ran out of memory or stack. */
  died?: string
}

export interface ReferenceSection {
  name: string
  options: [key: string, value: string][]
  subsections: { name: string; options: [key: string, value: string][] }[]
}

/** Answers as the reference does: the program itself, or a stand-in in tests. */
export interface Reference {
  ask(request: ReferenceRequest): Promise<ReferenceAnswer>
}

interface Waiting {
  readonly line: string
  readonly resolve: (answer: ReferenceAnswer) => void
  readonly reject: (reason: unknown) => void
}

/**
 * A reference program at work (`--serve`). Answers come in the order of the requests. When the program dies, the first
 * request without an answer is the one that killed it and is answered `died`; the others are asked again of a new process.
 */
export class ReferenceProcess implements Reference {
  readonly #program: string
  readonly #arguments: readonly string[]
  readonly #waiting: Waiting[] = []
  #child: ChildProcessByStdio<Writable, Readable, Readable> | undefined

  /** @param timeout the limit of each request, as Go writes durations */
  constructor(program: string, timeout = '20s') {
    this.#program = program
    this.#arguments = ['--serve', '--timeout', timeout]
  }

  /** @throws `USAGE` where the program cannot be started */
  ask(request: ReferenceRequest): Promise<ReferenceAnswer> {
    return new Promise((resolve, reject) => {
      const waiting = { line: `${JSON.stringify(request)}\n`, resolve, reject }
      this.#waiting.push(waiting)
      if (this.#child === undefined) this.#start()
      else this.#child.stdin.write(waiting.line)
    })
  }

  /** The process at work; undefined before the first request, and where it has just ended. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Ends the process. Requests still without an answer are answered `died`. */
  close(): void {
    const child = this.#child
    this.#child = undefined
    child?.kill('SIGKILL')
    for (const { resolve } of this.#waiting.splice(0)) resolve({ died: 'closed' })
  }

  #start(): void {
    const child = spawn(this.#program, this.#arguments, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child = child
    let line: string[] = []
    let complaint = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const [first = '', ...more] = text.split('\n')
      line.push(first)
      for (const begun of more) {
        this.#waiting.shift()?.resolve(JSON.parse(line.join('')))
        line = [begun]
      }
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      // Go prints the reason first, and then every goroutine.
      complaint = (complaint + text).slice(0, 2000)
    })
    // A process that ends with requests unread closes the pipe; that it ended says what matters.
    child.stdin.on('error', () => {})
    child.on('error', (error) => this.#fail(child, error))
    child.on('close', (code, signal) => this.#restart(child, `${signal ?? `exit code ${code}`}: ${complaint}`))
    for (const { line } of this.#waiting) child.stdin.write(line)
  }

  #restart(child: unknown, reason: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    this.#waiting.shift()?.resolve({ died: reason })
    if (this.#waiting.length > 0) this.#start()
  }

  #fail(child: unknown, cause: Error): void {
    if (this.#child !== child) return
    this.#child = undefined
    const error = new AbraVersionError(
      'USAGE',
      `the reference ${this.#program} cannot be started`,
      { argument: 'reference', value: this.#program },
      { advice: 'build it first, golden/reference/README.md says how', cause },
    )
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
