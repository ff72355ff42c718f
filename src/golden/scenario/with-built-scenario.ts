import { chmodSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuiltScenario, buildScenario } from './build-scenario.js'
import type { Scenario } from './scenario.js'

const SLASH = Buffer.from('/')

/** Builds the scenario in a temporary folder, and removes the folder afterwards. */
export async function withBuiltScenario<T>(scenario: Scenario, use: (built: BuiltScenario) => Promise<T>): Promise<T> {
  const into = await mkdtemp(join(tmpdir(), 'compare-'))
  try {
    return await use(await buildScenario(scenario, into))
  } finally {
    await removeTree(into)
  }
}

/** Removes also what the modes of a scenario protect. */
async function removeTree(dir: string): Promise<void> {
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 3 })
  try {
    await remove()
  } catch {
    openFolders(Buffer.from(dir))
    await remove()
  }
}

function openFolders(dir: Buffer): void {
  chmodSync(dir, 0o700)
  for (const entry of readdirSync(dir, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) openFolders(Buffer.concat([dir, SLASH, entry.name as unknown as Buffer]))
  }
}
