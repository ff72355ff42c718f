import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderJson } from '../../src/golden/cases/render-json.js'
import type { FoundCase } from './fuzz-kind.js'

/** Keeps a difference as a library case, which then has to be recorded. The same one has the same name. */
export function saveFoundCase(golden: string, { family, input }: FoundCase): string {
  const { about: _, ...asked } = input
  const name = `found-${createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 12)}`
  const folder = join(golden, 'library', family, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'input.json.new'), renderJson(input))
  renameSync(join(folder, 'input.json.new'), join(folder, 'input.json'))
  return folder
}
