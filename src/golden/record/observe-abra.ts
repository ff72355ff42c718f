import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { runAbra } from '../../harness/deployer/abra-command.js'
import { parseAbraOutput } from '../../harness/deployer/parse-abra-output.js'
import type { BinaryProvenance, DeployCase } from '../cases/binary-case.js'
import { renderJson } from '../cases/render-json.js'
import { makeAbraScratch, recordedApp } from './abra-scratch.js'
import type { DeployedEnvironment } from './read-deployed-environment.js'
import type { VendoredModule } from './read-vendored-modules.js'
import { withoutScratch } from './record-deploy.js'

/** Where it is kept, below the folder that is recorded into. */
export const observationsPath = 'observations.json'

/** What a recording takes home besides its cases. Nothing of it is compared yet. */
export interface AbraObservations {
  readonly provenance: BinaryProvenance
  /** What abra prints of apps and services, as JSON and as it is. */
  readonly commands: readonly ObservedCommand[]
  /** The app's service of a stack that was deployed already. */
  readonly deployed?: DeployedEnvironment
  /** The modules in abra's vendor folder, which name its go-git. */
  readonly vendored?: readonly VendoredModule[]
}

interface ObservedCommand {
  readonly arguments: readonly string[]
  readonly exitCode: number | null
  /** It was killed, because it did not end in time or printed too much. */
  readonly killed?: true
  readonly stdout: readonly string[]
  readonly stderr?: readonly string[]
}

interface ObserveOptions {
  readonly abra: string
  /** A folder for this alone; it is made, and removed afterwards. */
  readonly into: string
  /** Milliseconds for each command. */
  readonly timeoutMs: number
  /** A deployed stack that the recorded app then stands for. */
  readonly stack?: string
  readonly signal?: AbortSignal
}

const commands = [
  ['app', 'ls', '-m'],
  ['app', 'ls', '-S', '-m'],
  ['app', 'ps', recordedApp, '-m'],
] as const

/**
 * Asks abra for its lists of apps and of services, of one app in an ABRA_DIR of its own. These commands only read. Whatever they come to is kept, a
 * failure too.
 *
 * @throws ABRA_NOT_STARTED, and the `signal`'s reason if it was aborted
 */
export async function observeCommands(one: DeployCase, options: ObserveOptions): Promise<ObservedCommand[]> {
  const { abra, into, timeoutMs, stack, signal } = options
  mkdirSync(into)
  try {
    const scratch = await makeAbraScratch(one, into)
    if (stack !== undefined) appendFileSync(scratch.envPath, `STACK_NAME=${stack}\n`)
    const { abraDir, home, root: cwd } = scratch
    const given = { abraDir, home, cwd, timeoutMs, ...(signal === undefined ? {} : { signal }) }
    const observed: ObservedCommand[] = []
    for (const args of commands) {
      signal?.throwIfAborted()
      const { exitCode, stdout, stderr, timedOut, overflowed } = await runAbra(abra, args, given)
      const [out, err] = [stdout, stderr].map((text) => parseAbraOutput(withoutScratch(text, scratch)).lines)
      observed.push({
        arguments: args,
        exitCode,
        ...(timedOut || overflowed ? { killed: true } : {}),
        stdout: out ?? [],
        ...(err === undefined || err.length === 0 ? {} : { stderr: err }),
      })
    }
    return observed
  } finally {
    rmSync(into, { recursive: true, force: true, maxRetries: 3 })
  }
}

export function renderObservations(observations: AbraObservations): string {
  return renderJson(observations)
}
