import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's chromium, or the one that CHROMIUM names. */
const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** A real Chromium without a window. It fails where there is none: `apt-get install chromium`. */
export function startBrowser(): Promise<Browser> {
  if (!existsSync(program))
    throw new Error(`${program} is missing: apt-get install chromium, or name one with CHROMIUM`)
  return chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
}
