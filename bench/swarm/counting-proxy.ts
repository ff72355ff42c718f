import { createServer, request, type Server } from 'node:http'

/** A socket in front of a Docker that counts the requests which pass. */
export class CountingProxy {
  readonly host: string
  readonly #server: Server
  #calls: string[] = []

  private constructor(host: string, server: Server) {
    this.host = host
    this.#server = server
  }

  static async start(docker: string, socket: string): Promise<CountingProxy> {
    const socketPath = docker.replace('unix://', '')
    const server = createServer((incoming, outgoing) => {
      proxy.#calls.push(incoming.url ?? '')
      const { method, url, headers } = incoming
      const passed = request({ socketPath, method, path: url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        // Events begin with headers alone.
        outgoing.flushHeaders()
        answer.pipe(outgoing)
      })
      passed.on('error', () => outgoing.destroy())
      outgoing.on('close', () => passed.destroy())
      incoming.pipe(passed)
    })
    const proxy = new CountingProxy(`unix://${socket}`, server)
    await new Promise<void>((done) => server.listen(socket, done))
    return proxy
  }

  /** The paths asked for since the last call. */
  take(): string[] {
    const calls = this.#calls
    this.#calls = []
    return calls
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
