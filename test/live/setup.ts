import type { TestProject } from 'vitest/node'
import { startSwarm, whyNoSwarm } from '../support/swarm.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** DOCKER_HOST of a Swarm with one manager, or why there is none. */
    swarm: { host: string; engine: string } | { missing: string }
  }
}

/** One Swarm for all live tests; each has stacks of its own. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const missing = whyNoSwarm()
  if (missing !== undefined) {
    console.error(`live Swarm tests are skipped: ${missing}`)
    project.provide('swarm', { missing })
    return undefined
  }
  const daemon = await startSwarm()
  const engine = (await daemon.docker('version', '--format', '{{.Server.Version}}')).trim()
  project.provide('swarm', { host: daemon.host, engine })
  return () => daemon.stop()
}
