import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeApps, tagName, tags } from './apps.js'
import type { Bench } from './bench.js'
import { growthSubjects } from './growth-subjects.js'
import { measureSideBySide } from './measure-side-by-side.js'
import type { GrowthScene, Measurement } from './measurement.js'
import { type NodeTask, nodeSubjects } from './node-subjects.js'
import type { Scratch } from './scratch.js'
import { settle } from './tree-repository.js'

const recipes = 10
const overlaidApp = 'overlaid.example.org'

/** What grows with apps, services and overlays. */
export async function measureGrowth(bench: Bench): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  const measured: Measurement[] = []
  const dir = join(scratch.dir, 'growth')
  for (const { scene, subject, unit, sizes } of growthSubjects) {
    for (const size of sizes) {
      tell(`${subject}: ${size} ${unit}`)
      const task = { name: subject, ...(await prepare[scene](scratch, dir, size)) }
      measured.push(...(await measureSideBySide(scene, size, nodeSubjects(built, scratch, [task]), effort)))
      rmSync(dir, { recursive: true, force: true })
    }
  }
  return measured
}

type Prepare = (scratch: Scratch, abraDir: string, size: number) => Promise<Omit<NodeTask, 'name'>>

const prepare: Readonly<Record<GrowthScene, Prepare>> = {
  'growth-apps': async (scratch, abraDir, size) => {
    const apps = await makeApps(scratch, abraDir, { recipes, apps: size })
    const ofRecipe = size / recipes
    const last = tagName(1 + ((ofRecipe - 1) % tags))
    const answer = `${size} apps, ${Math.min(ofRecipe, tags)} answers from ${tagName(1)} to ${last}`
    return { task: { kind: 'predictApps', abraDir, apps, chaos: false }, answer }
  },
  'growth-fleet': async (scratch, abraDir, size) => {
    await makeApps(scratch, abraDir, { recipes, apps: size })
    return { task: { kind: 'readFleet', abraDir }, answer: `${size} apps` }
  },
  'growth-wait': async (_scratch, _abraDir, size) => ({ task: { kind: 'wait', services: size }, answer: 'settled' }),
  'growth-stamp': async (scratch, abraDir, size) => {
    await makeOverlaidApp(scratch, abraDir, size)
    return { task: { kind: 'stamp', abraDir, app: overlaidApp }, answer: 'stamp' }
  },
}

/** An app whose COMPOSE_FILE names so many compose files beside compose.yml. */
async function makeOverlaidApp(scratch: Scratch, abraDir: string, overlays: number): Promise<void> {
  const recipe = join(abraDir, 'recipes', 'overlaid')
  const server = join(abraDir, 'servers', 'server.example.org')
  for (const folder of [recipe, server]) mkdirSync(folder, { recursive: true })
  await scratch.git(recipe, ['init', '--quiet'])
  const names = ['compose.yml', ...Array.from({ length: overlays }, (_, i) => `compose.part-${i}.yml`)]
  for (const [i, name] of names.entries()) {
    const service = i === 0 ? 'app' : `part-${i}`
    const text = `version: "3.8"\nservices:\n  ${service}:\n    image: example:${i}\n    environment:\n      - DOMAIN\n`
    writeFileSync(join(recipe, name), text)
  }
  await scratch.git(recipe, ['add', '.'])
  await scratch.git(recipe, ['commit', '--quiet', '--message', 'overlays'])
  await settle(scratch, recipe)
  const lines = ['TYPE=overlaid', `DOMAIN=${overlaidApp}`, `COMPOSE_FILE="${names.join(':')}"`, '']
  writeFileSync(join(server, `${overlaidApp}.env`), lines.join('\n'))
}
