import { lstatSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BuiltScenario } from '../scenario/build-scenario.js'

const SLASH = Buffer.from('/')

/**
 * A text that changes when anything beside or below the checkout is written: every path with its change time (ctime), which no program can set
 * back.
 */
export function checkoutFingerprint({ dir }: BuiltScenario): string {
  const lines: string[] = []
  const visit = (path: Buffer) => {
    const { ctimeNs } = lstatSync(path, { bigint: true })
    lines.push(`${path.toString('latin1')} ${ctimeNs}`)
    for (const entry of readdirSync(path, { withFileTypes: true, encoding: 'buffer' })) {
      const below = Buffer.concat([path, SLASH, entry.name as unknown as Buffer])
      try {
        if (entry.isDirectory()) visit(below)
        else lines.push(`${below.toString('latin1')} ${lstatSync(below, { bigint: true }).ctimeNs}`)
      } catch {
        // A path that may not be read may not be written either.
      }
    }
  }
  visit(Buffer.from(dirname(dir)))
  return lines.join('\n')
}
