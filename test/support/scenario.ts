import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuiltScenario, buildScenario } from '../../src/golden/scenario/build-scenario.js'
import type { Scenario } from '../../src/golden/scenario/scenario.js'

export { type BuiltScenario, buildScenario } from '../../src/golden/scenario/build-scenario.js'
export { parseScenario } from '../../src/golden/scenario/parse-scenario.js'
export type { Scenario, Step } from '../../src/golden/scenario/scenario.js'

/** A fresh folder, its path without links; `remove` also takes away what modes inside would protect. */
export interface Scratch {
  dir: string
  remove(): void
}

/** For `beforeAll`; a single test is better off with {@link withScratch} or {@link withScenario}. */
export function scratch(): Scratch {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'abra-deploy-version-')))
  return { dir, remove: () => removeTree(dir) }
}

/** Runs `use` with a fresh folder and removes it afterwards. */
export async function withScratch<T>(use: (dir: string) => T | Promise<T>): Promise<T> {
  const { dir, remove } = scratch()
  try {
    return await use(dir)
  } finally {
    remove()
  }
}

/** Builds the scenario in a fresh folder, runs `use` with it and removes it afterwards. */
export async function withScenario<T>(scenario: Scenario, use: (built: BuiltScenario) => T | Promise<T>): Promise<T> {
  return withScratch(async (dir) => use(await buildScenario(scenario, dir)))
}

function removeTree(dir: string): void {
  try {
    rmSync(dir, { recursive: true, force: true })
  } catch {
    openFolders(Buffer.from(dir))
    rmSync(dir, { recursive: true, force: true })
  }
}

function openFolders(dir: Buffer): void {
  chmodSync(dir, 0o700)
  for (const entry of readdirSync(dir, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) openFolders(Buffer.concat([dir, Buffer.from('/'), entry.name as unknown as Buffer]))
  }
}
