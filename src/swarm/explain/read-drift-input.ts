import { abraDir as chooseAbraDir } from '../../app/abra-dir.js'
import type { App } from '../../app/app.js'
import { listApps } from '../../app/list-apps.js'
import { readApp } from '../../app/read-app.js'
import { defined } from '../../defined.js'
import { type WorktreeOptions, worktreeOptionsIn } from '../../git/worktree/worktree-options.js'
import { recipeDir } from '../../recipe/recipe-folder.js'
import type { CheckoutEvidence, DriftInput } from '../drift/drift-facts.js'
import { demandStack } from '../identity.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import { stampIn } from '../snapshot/stamp-in.js'
import { takeSnapshot } from '../snapshot/take-snapshot.js'
import type { SwarmReader } from '../swarm-reader.js'
import { readCheckout } from './read-checkout.js'

/** What is asked of the Swarm, the checkout and the other apps. */
export interface DriftQuestion extends WorktreeOptions {
  readonly stack: string
  /** Without it the checkout is read only if it is named. */
  readonly app?: App
  readonly abraDir?: string
  readonly expected?: string
  readonly strict?: boolean
  readonly remarks?: boolean
  /** Taken before our deploy. */
  readonly baseline?: Snapshot
  /** Taken right after our deploy. */
  readonly deployed?: Snapshot
  /** The recipe's checkout. It must exist. Default: the app's, which may be missing. */
  readonly checkout?: string
}

/** The input of explainDrift, and what could not be read. */
export interface ReadDriftInput {
  readonly input: DriftInput
  readonly notes: readonly string[]
}

/**
 * Reads what explainDrift needs: a snapshot of the stack, the checkout, and the apps that share the stack.
 *
 * @throws STACK_NOT_FOUND unless there is a baseline; SWARM_…; what reading a named checkout throws
 */
export async function readDriftInput(reader: SwarmReader, question: DriftQuestion): Promise<ReadDriftInput> {
  const { stack, expected, baseline, deployed, strict = false, remarks } = question
  const now = await takeSnapshot(reader, stack)
  if (baseline === undefined) await demandStack(reader, now)
  const { checkout, notes } = await readCheckoutOf(question, now)
  const apps = await readApps(question)
  const input = { ...defined({ expected, baseline, deployed, checkout, apps, remarks }), snapshots: [now], strict }
  return { input, notes }
}

/** A checkout that was named must exist; the app's own may be missing, then findings say less. */
export async function readCheckoutOf(
  { app, abraDir, expected, checkout, ...options }: Omit<DriftQuestion, 'stack'>,
  now: Snapshot | undefined,
): Promise<{ checkout?: CheckoutEvidence; notes: string[] }> {
  const stamp = now && stampIn(now)
  const read = (dir: string) => readCheckout(dir, stamp, expected, false, worktreeOptionsIn(options))
  if (checkout !== undefined) return { checkout: await read(checkout), notes: [] }
  if (app === undefined) return { notes: [] }
  try {
    return { checkout: await read(recipeDir(chooseAbraDir(defined({ abraDir })), app.recipe.name)), notes: [] }
  } catch (error) {
    return { notes: [`the checkout cannot be read: ${error instanceof Error ? error.message : String(error)}`] }
  }
}

/** Every app, to find those that share the stack. App files that cannot be read are left out. */
async function readApps({ abraDir }: Pick<DriftQuestion, 'abraDir'>): Promise<DriftInput['apps']> {
  try {
    const { apps } = await listApps(chooseAbraDir(defined({ abraDir })))
    const read = await Promise.all(apps.map((place) => readApp(place).catch(() => undefined)))
    return read.filter((app) => app !== undefined)
  } catch {
    return undefined
  }
}
