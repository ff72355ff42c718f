/**
 * A program that asks what `wait` asks of a converged stack, in the same order, and does nothing with the answers: what Node itself takes.
 *
 * @returns the arguments of `node`
 */
export function callsAlone(host: string, stack: string): string[] {
  return ['-e', program, host.replace('unix://', ''), stack]
}

const program = `
  const { Agent, get } = require('node:http')
  const [socketPath, stack] = process.argv.slice(1)
  const agent = new Agent({ keepAlive: true })
  const read = (path) => new Promise((done, fail) => {
    get({ socketPath, path, agent }, (answer) => {
      const chunks = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('end', () => done(JSON.parse(Buffer.concat(chunks).toString())))
    }).on('error', fail)
  })
  const query = '?filters=' + encodeURIComponent(JSON.stringify({ label: ['com.docker.stack.namespace=' + stack] }))
  void (async () => {
    for (const path of ['/version', '/info', '/services' + query, '/tasks' + query]) await read(path)
    agent.destroy()
  })()`
