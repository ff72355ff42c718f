import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
  STATUS_CODES,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { DockerEndpoint } from './docker-endpoint.js'
import { JsonItems } from './json-items.js'
import { hasManyValues, mostValues } from './json-values.js'
import { SshAgent } from './ssh-agent.js'

const answerWithinMs = 20_000
/** Thousands of services or tasks of a stack. A larger answer would take the memory, for it means up to twenty times as much. */
const largestBody = 16 * 1024 * 1024
/** A list that is never in memory as a whole. */
const largestList = 64 * 1024 * 1024
const mostItems = 100_000
const largestErrorBody = 64 * 1024
const longestExcerpt = 100

/** Objects are sent as JSON, as the API wants its filters. */
export type DockerQuery = Readonly<Record<string, string | number | boolean | object>>

/** An answer with an error status, or one that is not what the API promises. */
export class DockerAnswerError extends Error {
  override readonly name = 'DockerAnswerError'
  readonly statusCode: number

  constructor(statusCode: number, reason: string) {
    super(reason)
    this.statusCode = statusCode
  }
}

/**
 * GET requests to one Docker daemon: over its unix socket, TCP, TLS, or ssh. Paths have no version prefix, so that the daemon answers in its
 * newest API. It reads nothing of the environment and follows no redirect. Failures of the connection are thrown as Node gives them, and
 * `TimeoutError` after 20 seconds.
 */
export class DockerClient {
  readonly #target: RequestOptions
  readonly #prefix: string
  readonly #open: (options: RequestOptions) => ClientRequest
  readonly #agent: HttpAgent

  constructor({ address, tls }: DockerEndpoint) {
    const isTls = tls !== undefined
    this.#agent =
      address.kind === 'ssh'
        ? new SshAgent(address)
        : isTls
          ? new HttpsAgent({ ...tls, rejectUnauthorized: tls.verify, keepAlive: true })
          : new HttpAgent({ keepAlive: true })
    this.#open = isTls ? requestHttps : requestHttp
    this.#prefix = address.kind === 'tcp' ? (address.path ?? '') : ''
    this.#target = { ...targetOf(address), agent: this.#agent }
  }

  /** @throws DockerAnswerError */
  async readJson(path: string, query: DockerQuery = {}): Promise<unknown> {
    return parseJson(path, await this.readBytes(path, query))
  }

  /**
   * Gives each item of a list to `use` as soon as it has arrived.
   *
   * @returns undefined, or the whole answer if it is no list
   * @throws DockerAnswerError
   */
  async readJsonItems(path: string, query: DockerQuery, use: (item: unknown, index: number) => void): Promise<unknown> {
    const response = await this.#get(path, query, AbortSignal.timeout(answerWithinMs))
    const items = new JsonItems()
    let [length, index] = [0, 0]
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        length += chunk.length
        if (length > largestList) throw tooLarge(path, largestList)
        for (const item of items.push(chunk)) {
          if (index === mostItems) throw new DockerAnswerError(200, `${path} answers more than ${mostItems} items`)
          use(item, index++)
        }
        if (items.pendingValues > mostValues) throw tooMany(path)
        if (items.pendingBytes > largestBody) throw tooLarge(path, largestBody)
      }
      return items.end()
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new DockerAnswerError(200, `${path} answers no JSON: ${excerpt(items.unread)}`)
      throw error
    }
  }

  /** @throws DockerAnswerError */
  async readBytes(path: string, query: DockerQuery = {}): Promise<Buffer> {
    const patience = AbortSignal.timeout(answerWithinMs)
    const { body, isWhole } = await readBody(await this.#get(path, query, patience), largestBody)
    if (!isWhole) throw tooLarge(path, largestBody)
    return body
  }

  /** An answer that goes on until the daemon or the signal ends it; the signal's reason is thrown then. @throws DockerAnswerError */
  stream(path: string, query: DockerQuery, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    return this.#get(path, query, signal)
  }

  close(): void {
    this.#agent.destroy()
  }

  async #get(path: string, query: DockerQuery, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await this.#send(`${this.#prefix}${path}${renderQuery(query)}`, signal)
    const { statusCode = 0 } = response
    if (statusCode === 200) return response
    const { body } = await readBody(response, largestErrorBody)
    const reason = errorMessage(body.toString('utf8')) || STATUS_CODES[statusCode] || 'unknown'
    throw new DockerAnswerError(statusCode, reason)
  }

  #send(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const request = this.#open({ ...this.#target, path, headers: { accept: 'application/json' } })
      let response: IncomingMessage | undefined
      const abort = () => {
        // The response first: its reader shall see the signal's reason, not that the connection is gone.
        response?.destroy(signal.reason)
        request.destroy()
        reject(signal.reason)
      }
      signal.addEventListener('abort', abort, { once: true })
      request.once('close', () => signal.removeEventListener('abort', abort))
      request.on('error', reject)
      // Without a listener Node ends the connection, and the request says nothing more.
      request.once('upgrade', ({ statusCode = 0, statusMessage = '' }, socket) => {
        socket.destroy()
        reject(new DockerAnswerError(statusCode, statusMessage))
      })
      request.once('response', (received) => {
        response = received
        resolve(received)
      })
      request.end()
    })
  }
}

function tooLarge(path: string, most: number): DockerAnswerError {
  return new DockerAnswerError(200, `${path} answers more than ${most / 1024 / 1024} MiB`)
}

function tooMany(path: string): DockerAnswerError {
  return new DockerAnswerError(200, `${path} answers more than ${mostValues} values`)
}

/** @throws DockerAnswerError */
export function parseJson(path: string, body: Buffer): unknown {
  if (hasManyValues(body)) throw tooMany(path)
  const text = body.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw new DockerAnswerError(200, `${path} answers no JSON: ${excerpt(text)}`)
  }
}

function targetOf(address: DockerEndpoint['address']): RequestOptions {
  if (address.kind === 'unix') return { socketPath: address.socketPath }
  if (address.kind === 'tcp') return { host: address.host, port: address.port }
  return { host: 'docker' }
}

function renderQuery(query: DockerQuery): string {
  const rows = Object.entries(query).map(([name, value]): [string, string] => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
  return rows.length === 0 ? '' : `?${new URLSearchParams(rows)}`
}

/** Up to `most` bytes. The rest is not waited for. */
async function readBody(response: IncomingMessage, most: number): Promise<{ body: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > most) return { body: Buffer.concat(chunks).subarray(0, most), isWhole: false }
  }
  return { body: Buffer.concat(chunks), isWhole: true }
}

/** Docker words its errors as `{"message": …}`. Go's HTTP server and proxies send text. */
function errorMessage(body: string): string {
  try {
    const { message } = JSON.parse(body)
    if (typeof message === 'string') return message
  } catch {}
  return body.trim() === '' ? '' : excerpt(body)
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line === '') return '(nothing)'
  return line.length > longestExcerpt ? `${line.slice(0, longestExcerpt)}…` : line
}
