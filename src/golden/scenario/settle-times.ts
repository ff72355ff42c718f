import { lutimesSync, readdirSync } from 'node:fs'

/** 2020-01-01T00:00:00Z: before any index that a builder writes, so that no entry is racy. */
const LONG_AGO = new Date('2020-01-01T00:00:00Z')

/** Dates everything below a checkout, and the checkout, to one past moment; `.git` at any depth is left alone. */
export function settleTimes(dir: Buffer): void {
  for (const entry of readdirSync(dir, { withFileTypes: true, encoding: 'buffer' })) {
    const name = entry.name as unknown as Buffer
    if (name.equals(GIT)) continue
    const path = Buffer.concat([dir, SLASH, name])
    if (entry.isDirectory()) settleTimes(path)
    else lutimesSync(path, LONG_AGO, LONG_AGO)
  }
  lutimesSync(dir, LONG_AGO, LONG_AGO)
}

const GIT = Buffer.from('.git')
const SLASH = Buffer.from('/')
