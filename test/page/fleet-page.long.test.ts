import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { defined } from '../../src/defined.js'
import type { Fleet, FleetApp } from '../../src/fleet/fleet.js'
import type { FleetState } from '../../src/fleet/fleet-state.js'
import { renderFleetPage } from '../../src/page/render-fleet-page.js'
import { expectAccessible, type OpenedPage, useChromium, withOpenedPage } from '../support/page.js'
import { recording } from '../swarm/recordings.js'

const hostile = '<img src=x onerror="document.title=1">\u202e\u001b[31m</script><script>document.title=2</script>'

const app = (name: string, state: FleetState, stamp: string, more: Partial<FleetApp> = {}): FleetApp => ({
  app: name,
  server: 'one.example.com',
  recipe: 'discourse',
  stack: name.replaceAll('.', '_'),
  state,
  findings: [{ state, evidence: [`${stamp} is deployed`] }],
  deployed: {
    stamp,
    chaos: false,
    image: 'discourse-sample:3.5.0',
    verdict: 'converged',
    reason: '1 of 1 running',
    updatedAt: '2026-01-01T12:00:00Z',
  },
  pinned: stamp,
  newest: '0.10.0+3.4.0',
  plain: { version: stamp },
  chaos: { version: '7ae7b0f7' },
  ...more,
})
const fleet: Fleet = {
  schema: 1,
  takenAt: '2026-01-01T12:00:00.000Z',
  servers: [
    { name: 'one.example.com', unknownStacks: ['traefik'] },
    {
      name: 'two.example.com',
      error: { code: 'SWARM_UNREACHABLE', message: 'no Docker answers' },
      unknownStacks: [],
    },
  ],
  apps: [
    app('blog.example.com', 'behind', '0.9.0+3.2.0'),
    app('forum.example.com', 'drifted', hostile),
    app('wiki.example.com', 'current', '0.10.0+3.4.0'),
    app('wiki.example.com', 'unreachable', '', { server: 'two.example.com' }),
  ],
}

const chromium = useChromium()

function withPage(
  use: (opened: OpenedPage) => Promise<void>,
  options: BrowserContextOptions & { fleet?: Fleet; hash?: string } = {},
): Promise<void> {
  const { fleet: shown = fleet, ...rest } = options
  return withOpenedPage(chromium.browser, chromium.dir, { html: renderFleetPage(shown), ...rest }, use)
}

const apps = (page: Page) => page.locator('tbody th button').allTextContents()

describe('the page of the fleet, in Chromium', () => {
  it('lists every app, and fetches nothing', () =>
    withPage(async ({ page }) => {
      expect(await apps(page)).toEqual([
        'blog.example.com',
        'forum.example.com',
        'wiki.example.com',
        'wiki.example.com',
      ])
      expect(await page.locator('#count').textContent()).toBe('4 of 4 apps')
      expect(await page.locator('main').textContent()).toContain('two.example.com: no Docker answers')
      expect(await page.locator('main').textContent()).toContain(
        'Stacks of one.example.com that no app file names: traefik',
      )
    }))

  it('sorts by a column, numbers by value, and back', () =>
    withPage(async ({ page }) => {
      const deployed = page.locator('thead th[data-column=deployed]')
      await deployed.locator('button').click()
      expect(await deployed.getAttribute('aria-sort')).toBe('ascending')
      const stamps = () => page.locator('td.deployed').allTextContents()
      expect((await stamps()).filter((stamp) => /^\d/.test(stamp))).toEqual(['0.9.0+3.2.0', '0.10.0+3.4.0'])
      await deployed.locator('button').click()
      expect(await deployed.getAttribute('aria-sort')).toBe('descending')
      expect((await stamps()).filter((stamp) => /^\d/.test(stamp))).toEqual(['0.10.0+3.4.0', '0.9.0+3.2.0'])
      await page.locator('thead th[data-column=state] button').click()
      expect(await deployed.getAttribute('aria-sort')).toBeNull()
      expect(await page.locator('td.state').allTextContents()).toEqual(['unreachable', 'drifted', 'behind', 'current'])
    }))

  it('filters by words and by state', () =>
    withPage(async ({ page }) => {
      await page.getByLabel('Filter by').fill('WIKI two')
      expect(await apps(page)).toEqual(['wiki.example.com'])
      expect(await page.locator('#count').textContent()).toBe('1 of 4 apps')
      await page.getByLabel('Filter by').fill('')
      await page.getByLabel('State', { exact: true }).selectOption('drifted')
      expect(await apps(page)).toEqual(['forum.example.com'])
    }))

  it('opens an app by the keyboard alone, and closes it', () =>
    withPage(async ({ page }) => {
      const button = page.locator('tbody th button').first()
      await page.locator('thead th[data-column=newest] button').focus()
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.textContent')).toBe('blog.example.com')
      await page.keyboard.press('Enter')
      expect(await button.getAttribute('aria-expanded')).toBe('true')
      const detail = await page.locator('tr.detail').textContent()
      expect(detail).toContain('Newer releases exist in the clone of the recipe.')
      expect(detail).toContain('discourse-sample:3.5.0')
      expect(detail).toContain('What to do: run abra app upgrade blog.example.com.')
      await page.keyboard.press('Enter')
      expect(await page.locator('tr.detail').count()).toBe(0)
    }))

  it('opens the app of its link; with two of one name, that of the server', async () => {
    await withPage(
      async ({ page }) => {
        expect(await page.locator('tr.detail').textContent()).toContain('behind')
      },
      { hash: '#blog.example.com' },
    )
    await withPage(
      async ({ page }) => {
        expect(await page.locator('tr.detail').textContent()).toContain('unreachable')
      },
      { hash: '#two.example.com/wiki.example.com' },
    )
    await withPage(async ({ page }) => expect(await page.locator('tr.detail').count()).toBe(0), { hash: '#%E0%A4%A' })
  })

  it('shows a hostile label as text, and runs no script of it', () =>
    withPage(async ({ page }) => {
      await page.locator('tbody th button').nth(1).click()
      const title = await page.title()
      expect(title).toBe('Fleet, 2026-01-01T12:00:00.000Z')
      const shown = (await page.locator('td.deployed').nth(1).textContent()) ?? ''
      expect(shown).toContain('<img src=x onerror="document.title=1">\\u{202e}\\u{1b}[31m</script>')
      expect(await page.locator('img').count()).toBe(0)
    }))

  it('has a policy that stops a script which is not its own', async () => {
    await withPage(async ({ page, complaints }) => {
      await page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = 1' }))",
      )
      expect(await page.title()).not.toBe('1')
      expect(complaints.splice(0)).toEqual([expect.stringContaining('Content Security Policy')])
    })
  })

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'has no violation of accessibility, %s at %i pixels, and nothing runs out of the page',
    (colorScheme, width) =>
      withPage(
        async ({ page }) => {
          for (const button of await page.locator('tbody th button').all()) await button.click()
          await expectAccessible(page, `fleet-${colorScheme}-${width}`)
        },
        { colorScheme, viewport: { width, height: 800 } },
      ),
  )

  it.each([
    ['screen', 1280],
    ['screen', 390],
    ['print', 794],
  ] as const)('on %s of %i pixels has no column out of sight, with long names and codes', async (media, width) => {
    const long = { server: 'server-1.hosting.example.org', pinned: '1.21.0+v10.27.1-bookworm' }
    const refused = { plain: { refusal: 'compose-unconvertible', message: 'x' } } as const
    const name = 'a-forum-with-a-long-name.department.example-cooperative.org'
    const apps = [app(name, 'unknown-version', '0.10.0+3.4.0', { ...long, ...refused })]
    const html = renderFleetPage({ ...fleet, apps })
    const viewport = { width, height: 800 }
    await withOpenedPage(chromium.browser, chromium.dir, { html, viewport }, async ({ page }) => {
      await page.emulateMedia({ media })
      await page.locator('tbody th button').click()
      const hidden = "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.table'))"
      expect(await page.evaluate(hidden)).toBe(0)
      expect(await page.locator('tbody th').textContent()).toBe(name)
    })
  })

  it('has the last deploy of an app that did not go well as a timeline', async () => {
    const now = recording('rolled-back').snapshots.at(-1)
    if (now === undefined) throw new Error('no snapshot')
    const deployed = { ...app('', 'current', 'eb96de94+U').deployed, verdict: 'rolled-back' } as FleetApp['deployed']
    const apps = [
      app('blog.example.com', 'current', '0.9.0+3.2.0'),
      app('forum.example.com', 'rolled-back', 'eb96de94+U', { stack: 'rolled', ...defined({ deployed }) }),
    ]
    const html = renderFleetPage({ ...fleet, apps }, { snapshots: () => now })
    await withOpenedPage(chromium.browser, chromium.dir, { html }, async ({ page }) => {
      for (const button of await page.locator('tbody th button').all()) await button.click()
      expect(await page.locator('.timeline').count()).toBe(1)
      expect(await page.locator('text.flag').allTextContents()).toContain('task of app failed: task: non-zero exit (3)')
      const bar = page.locator('.lane .bar.failed')
      await bar.focus()
      await page.keyboard.press('Enter')
      expect(await page.locator('tr:target').textContent()).toContain('task 18fxh6336k0j')
      expect(await page.locator('.timeline').count()).toBe(1)
      await expectAccessible(page, 'fleet-timeline')
    })
    // The drawing is wider than a phone; what stands beside it is not.
    const viewport = { width: 390, height: 800 }
    await withOpenedPage(chromium.browser, chromium.dir, { html, viewport }, async ({ page }) => {
      for (const button of await page.locator('tbody th button').all()) await button.click()
      const overlap = "document.querySelector('.table').scrollWidth - document.querySelector('.table').clientWidth"
      expect(await page.evaluate(overlap)).toBe(0)
      const scrolls =
        "(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('.drawing'))"
      expect(await page.evaluate(scrolls)).toBe(true)
    })
  })

  it('of 1,000 apps that failed is bounded', () => {
    const now = recording('rolled-back').snapshots.at(-1)
    const deployed = { ...app('', 'current', 'eb96de94+U').deployed, verdict: 'rolled-back' } as FleetApp['deployed']
    const many = Array.from({ length: 1000 }, (_, at) =>
      app(`app${at}.example.com`, 'rolled-back', 'eb96de94+U', defined({ deployed })),
    )
    const page = renderFleetPage({ ...fleet, apps: many }, { snapshots: () => now })
    expect(page.length).toBeLessThan(2.5 * 1024 * 1024)
    expect(page).toContain('"timeline":')
  })

  it('of 1,000 apps is below 1 MB', async () => {
    const many = Array.from({ length: 1000 }, (_, at) =>
      app(`app${at}.example.com`, at % 3 === 0 ? 'behind' : 'current', '0.9.0+3.2.0'),
    )
    const big = { ...fleet, apps: many }
    expect(renderFleetPage(big).length).toBeLessThan(1024 * 1024)
    await withPage(
      async ({ page }) => {
        await page.getByLabel('Filter by').fill('app99')
        expect(await page.locator('#count').textContent()).toBe('11 of 1000 apps')
        expect(await page.locator('#rows tr').count()).toBe(11)
        // Those below the first screen are drawn a moment later, and before printing.
        await page.getByLabel('Filter by').fill('')
        // Not waitForFunction: it evaluates text in the page, which the page's policy refuses whenever it has to ask twice.
        await page.locator('#rows tr').nth(999).waitFor({ state: 'attached' })
        const printed = await page.evaluate(`(() => {
          document.getElementById('filter').dispatchEvent(new Event('input'))
          dispatchEvent(new Event('beforeprint'))
          return document.querySelectorAll('#rows tr').length
        })()`)
        expect(printed).toBe(1000)
      },
      { fleet: big },
    )
    await withPage(
      async ({ page }) => {
        expect(await page.locator('tr.detail').count()).toBe(1)
        await expect.poll(() => page.locator('#rows tr').count(), { timeout: 30_000 }).toBe(1001)
      },
      { fleet: big, hash: '#app998.example.com' },
    )
  })
})
