import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Engines of the cache, with the script that puts each there. */
const cached = {
  '26.1': { made: 'test/engines/unpack.sh', flags: [] },
  // Built without cgo, it has no seccomp.
  '29': { made: 'test/engines/build.sh', flags: ['--seccomp-profile=unconfined'] },
} as const
const BUSYBOX = '/bin/busybox'

/** A Docker Engine that the daemons of live tests run. */
export interface Engine {
  /** As ENGINE names it. */
  name: string
  /** Comes first on the PATH of the daemon: its dockerd, and what else it needs of its own. */
  bin?: string
  /** The script that fills `bin`. */
  made?: string
  /** Of dockerd, beside those of every engine. */
  flags: readonly string[]
}

/** ENGINE=26.1 and ENGINE=29 are in the cache; any other name is the machine's own, whose version begins so. */
export function chosenEngine(env = process.env): Engine {
  const name = env['ENGINE'] ?? ''
  if (name !== '26.1' && name !== '29') return { name: name === '' ? 'of this machine' : name, flags: [] }
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return { name, bin: join(cache, 'abra-deploy-version/engines', name, 'bin'), ...cached[name] }
}

export function engineEnv({ bin }: Engine): NodeJS.ProcessEnv {
  const path = process.env['PATH'] ?? ''
  return { ...process.env, PATH: bin === undefined ? path : `${bin}${delimiter}${path}` }
}

/** Why no Swarm can be started here; undefined where one can. Skip lines say it. */
export function whyNoSwarm(engine = chosenEngine()): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root to start a Docker daemon'
  const missing = ['dockerd', 'docker', 'containerd', 'ip', 'nsenter'].filter((command) => !isThere(command))
  if (!existsSync(BUSYBOX)) missing.push('busybox')
  if (missing.length > 0)
    return `needs Docker: ${missing.join(', ')} not found (apt-get install docker.io busybox-static iproute2)`
  if (engine.bin !== undefined && !existsSync(join(engine.bin, 'dockerd')))
    return `needs engine ${engine.name}: ${join(engine.bin, 'dockerd')} not found (bash ${engine.made})`
  return undefined
}

function isThere(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The text of an engine that recordings carry: `20.10.24+dfsg1`, or the module of one that does not know its version. */
export function shownVersion(engine: Engine, said: string): string {
  return engine.name === '29' ? `29 series (github.com/moby/moby/v2 v2.0.0-beta.24)` : said
}
