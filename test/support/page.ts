import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { startBrowser } from './browser.js'
import { demandFreshBuild } from './fresh-build.js'
import { type Scratch, scratch } from './scenario.js'

/** A page in a real Chromium. */
export interface OpenedPage {
  readonly page: Page
  /** Errors of the console and of scripts, and every request but that for the page. */
  readonly complaints: string[]
}

interface PageToOpen extends BrowserContextOptions {
  readonly html: string
  readonly hash?: string
}

/** One Chromium and one folder for the tests of a file. Read the fields within tests only. */
export function useChromium(): { readonly browser: Browser; readonly dir: string } {
  let place: Scratch | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    demandFreshBuild()
    place = scratch()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    place?.remove()
  })
  const begun = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('Chromium is started before the tests, not before the file is read')
    return value
  }
  return {
    get browser() {
      return begun(browser)
    },
    get dir() {
      return begun(place).dir
    },
  }
}

/** Opens a page from a file. Whatever complains, or asks for anything, fails the test. */
export async function withOpenedPage(
  browser: Browser,
  dir: string,
  { html, hash = '', ...options }: PageToOpen,
  use: (opened: OpenedPage) => Promise<void>,
): Promise<void> {
  const path = join(dir, 'page.html')
  writeFileSync(path, html)
  const context = await browser.newContext(options)
  try {
    const page = await context.newPage()
    const complaints: string[] = []
    const url = pathToFileURL(path).href
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => request.url().split('#')[0] === url || complaints.push(request.url()))
    await page.goto(url + hash)
    await page.waitForSelector('body[data-ready]')
    await use({ page, complaints })
    expect(complaints).toEqual([])
  } finally {
    await context.close()
  }
}

/** axe-core finds nothing, and the page is not wider than the screen. With SCREENSHOTS=DIR it is also photographed. */
export async function expectAccessible(page: Page, shot: string): Promise<void> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe: judge } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    return (await judge.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
  expect(violations).toEqual([])
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(overflow).toBeLessThanOrEqual(0)
  const shots = process.env['SCREENSHOTS']
  if (shots === undefined) return
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${shot}.png`), fullPage: true })
}
