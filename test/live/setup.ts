import type { TestProject } from 'vitest/node'
import { chosenEngine, shownVersion, whyNoSwarm } from '../support/engine.js'
import { startSwarm } from '../support/swarm.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** DOCKER_HOST of a Swarm with one manager, or why there is none. */
    swarm: { host: string; engine: string; version: string } | { missing: string }
  }
}

/** One Swarm for all live tests; each has stacks of its own. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const engine = chosenEngine()
  const missing = whyNoSwarm(engine)
  if (missing !== undefined) {
    console.error(`live Swarm tests are skipped: ${missing}`)
    project.provide('swarm', { missing })
    return undefined
  }
  const daemon = await startSwarm()
  const said = (await daemon.docker('version', '--format', '{{.Server.Version}}')).trim()
  const version = shownVersion(engine, said)
  if (process.env['ENGINE'] && !version.startsWith(engine.name)) {
    await daemon.stop()
    throw new Error(`ENGINE=${engine.name}, and the dockerd of this machine is ${said}`)
  }
  console.log(`live: Docker Engine ${version}`)
  project.provide('swarm', { host: daemon.host, engine: engine.name, version })
  return () => daemon.stop()
}
