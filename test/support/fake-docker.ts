import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface FakeAnswers {
  /** By path, without version and query; a function gets the query, and may answer later. */
  [path: string]: unknown
}

/** What a manager answers when it has nothing deployed. */
export const MANAGER: FakeAnswers = {
  '/version': { ApiVersion: '1.41' },
  '/info': { SystemTime: '2026-01-01T12:01:00.5Z', Swarm: { LocalNodeState: 'active', ControlAvailable: true } },
  '/services': [],
  '/tasks': [],
}

/** An error as the daemon words it. */
export class Refusal {
  readonly status: number
  readonly message: string

  constructor(status: number, message: string) {
    this.status = status
    this.message = message
  }
}

/** A Docker daemon that only says what it is told to, on a unix socket or, with a certificate, on a TLS port of this machine. */
export async function withFakeDocker<T>(
  answers: FakeAnswers,
  use: (host: string, asked: string[]) => Promise<T>,
  tls?: { cert: string; key: string; ca?: string; requestCert?: boolean },
): Promise<T> {
  const asked: string[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    void respond(answers, asked, request, response)
  }
  const server: Server =
    tls === undefined
      ? createServer(answer)
      : createTlsServer({ ...tls, rejectUnauthorized: tls.requestCert === true }, answer)
  const dir = await mkdtemp(join(tmpdir(), 'fake-docker-'))
  const socket = join(dir, 'docker.sock')
  await new Promise<void>((done) =>
    tls === undefined ? server.listen(socket, done) : server.listen(0, '127.0.0.1', done),
  )
  const address = server.address()
  const host = typeof address === 'object' && address !== null ? `tcp://127.0.0.1:${address.port}` : `unix://${socket}`
  try {
    return await use(host, asked)
  } finally {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await rm(dir, { recursive: true, force: true })
  }
}

async function respond(
  answers: FakeAnswers,
  asked: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://docker')
  asked.push(`${request.method} ${url.pathname}`)
  const known = answers[url.pathname]
  const body = typeof known === 'function' ? await known(url.searchParams) : known
  if (body === undefined || body instanceof Refusal) {
    const { status, message } = body ?? new Refusal(404, 'page not found')
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }))
  } else if (typeof body === 'string') {
    response.writeHead(200).write(body)
    if (!url.pathname.endsWith('/events')) response.end()
  } else {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(Buffer.isBuffer(body) ? body : JSON.stringify(body))
  }
}
