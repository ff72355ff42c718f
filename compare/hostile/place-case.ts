import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashGoldenFiles, renderManifest } from '../../src/golden/cases/golden-manifest.js'
import { buildScenario } from '../../src/golden/scenario/build-scenario.js'
import type { HostileCase } from './hostile-case.js'

/** Where the parts of a case are. Everything is below `root`. */
export interface PlacedCase {
  readonly root: string
  readonly abraDir: string
  /** The recipe's checkout: `recipes/checkout` below the ABRA_DIR. */
  readonly checkout: string
  readonly home: string
  /** Beside the checkout: what must be neither read through a link nor written. */
  readonly outside: string
  /** The file of `asked`; for `golden` the folder. */
  readonly asked: string
  /** TMPDIR of the commands. */
  readonly scratch: string
}

export const appName = 'app.example.com'

/** Builds a case below `root`, a folder without anything in it. */
export async function placeCase(hostile: HostileCase, root: string): Promise<PlacedCase> {
  const { steps, env = 'TYPE=checkout\nDOMAIN=app.example.com\n', asked } = hostile
  const place = placesBelow(root)
  const server = join(place.abraDir, 'servers', 'one')
  for (const folder of [server, place.scratch]) mkdirSync(folder, { recursive: true })
  await buildScenario(Array.isArray(steps) ? { steps } : steps, join(place.abraDir, 'recipes'))
  writeFileSync(join(server, `${appName}.env`), Buffer.from(env, 'utf8'))
  if (asked?.option === 'golden') writeGolden(place.asked, asked.text)
  else if (asked !== undefined && asked.text !== '') writeFileSync(place.asked, asked.text)
  return place
}

/** The same places in a copy. */
export function placesBelow(root: string): PlacedCase {
  const recipes = join(root, 'abra', 'recipes')
  return {
    root,
    abraDir: join(root, 'abra'),
    checkout: join(recipes, 'checkout'),
    home: join(recipes, 'home'),
    outside: join(recipes, 'outside'),
    asked: join(root, 'asked'),
    scratch: join(root, 'scratch'),
  }
}

/** A golden folder with a manifest that fits: the manifest of a stranger vouches for anything. */
function writeGolden(dir: string, input: string): void {
  const folder = join(dir, 'library', 'foreign', 'case')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'input.json'), input)
  writeFileSync(join(folder, 'expected.json'), '{}\n')
  writeFileSync(join(dir, 'known-divergences.json'), '[]\n')
  writeFileSync(join(dir, 'manifest.json'), renderManifest({ libraries: {}, files: hashGoldenFiles(dir) }))
}
