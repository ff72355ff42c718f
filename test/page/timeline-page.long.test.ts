import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { renderTimelinePage, type TimelinePage } from '../../src/page/render-timeline-page.js'
import type { DriftInput } from '../../src/swarm/drift/drift-facts.js'
import { explainDrift } from '../../src/swarm/drift/explain-drift.js'
import { takeBaseline } from '../../src/swarm/snapshot/baseline.js'
import type { Snapshot } from '../../src/swarm/snapshot/snapshot.js'
import { timelineOf } from '../../src/swarm/timeline/timeline-of.js'
import { expectAccessible, type OpenedPage, useChromium, withOpenedPage } from '../support/page.js'
import { recording, recordingIds } from '../swarm/recordings.js'
import { PlayedSwarm, time, wireService, wireTask } from '../swarm/wire-states.js'

const hostile = '<img src=x onerror="document.title=1">\u202e\u001b[31m</script><script>document.title=2</script>'

const chromium = useChromium()

function inputOf(id: string): DriftInput {
  const { about, schema, stack, ...input } = recording(id)
  return { expected: '7ae7b0f7', ...input }
}

function pageOf(input: DriftInput, more: Partial<TimelinePage> = {}): string {
  return renderTimelinePage({ name: 'forum', timeline: timelineOf(input), findings: explainDrift(input), ...more })
}

function withPage(
  html: string,
  use: (opened: OpenedPage) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  return withOpenedPage(chromium.browser, chromium.dir, { html, ...options }, use)
}

const steps = [
  { step: 'lock', ok: true, text: 'taken', elapsedMs: 100, tookMs: 100 },
  { step: 'check', ok: false, text: hostile, elapsedMs: 9000, tookMs: 50 },
]

describe('the page of a deploy, in Chromium', () => {
  it('shows the verdict, why, and what happened when', () =>
    withPage(pageOf(inputOf('rolled-back')), async ({ page }) => {
      expect(await page.title()).toBe('forum: rolled-back')
      const text = (await page.locator('main').textContent()) ?? ''
      expect(text).toContain('Swarm: rolled-back · deployed: eb96de94+U · expected: 7ae7b0f7+U')
      expect(text).toContain('task 18fxh6336k0j48802vnb6hcwu (slot 1): task: non-zero exit (3), exit code 3')
      expect(await page.locator('text.flag').allTextContents()).toEqual([
        'deploy of 7ae7b0f7+U',
        'task of app failed: task: non-zero exit (3)',
        'rolled back to eb96de94+U',
        'verdict: rolled-back',
      ])
      expect(await page.locator('.lane h3').allTextContents()).toEqual([
        'app rolled-back rollback completed; Swarm restored the former spec, labels included',
      ])
      expect(await page.locator('.lane .bar').count()).toBe(3)
      expect(await page.locator('.lane .bar.failed').count()).toBe(1)
    }))

  it('draws from left to right in order of time: the deploy, the failed task, the rollback', () =>
    withPage(pageOf(inputOf('rolled-back')), async ({ page }) => {
      const left = async (selector: string) => (await page.locator(selector).first().boundingBox())?.x ?? Number.NaN
      const lefts = [
        await left('.mark.spec >> visible=true'),
        await left('.ending.failed'),
        await left('.lane .mark.rollback'),
      ]
      expect(lefts).toEqual([...lefts].sort((a, b) => a - b))
      expect(lefts).not.toContain(Number.NaN)
    }))

  it('has every event as text', () =>
    withPage(pageOf(inputOf('update')), async ({ page }) => {
      const rows = await page.locator('.events tbody tr').allTextContents()
      expect(rows[1]).toBe('14:03:13.3420 sappnew spec: labels, task template; stamp eb96de94+U → 7ae7b0f7+U')
      expect(rows).toContain('14:03:20.070+6.7 sapptask vni9z2o81xtz (slot 1, eb96de94+U): shutdown')
      expect(rows.at(-1)).toContain('last snapshot: converged')
    }))

  it('is read by the keyboard alone: arrows between tasks, Enter to the event, + and − to zoom', () =>
    withPage(pageOf(inputOf('paused')), async ({ page }) => {
      await page.locator('.drawing').focus()
      await page.keyboard.press('Tab')
      const selected = () => page.locator('.selected').textContent()
      expect(await selected()).toContain('new spec: labels, task template')
      await page.keyboard.press('ArrowRight')
      expect(await selected()).toContain('update paused')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Home')
      expect(await selected()).toMatch(/^task l9vsfp8xcnw25jvgeh8ss28hy, slot 1, 7ae7b0f7\+U: failed: .*exit code 3$/)
      const width = async () => (await page.locator('.sheet').boundingBox())?.width ?? 0
      const before = await width()
      await page.keyboard.press('+')
      expect(await width()).toBeCloseTo(2 * before, -1)
      await page.keyboard.press('-')
      expect(await width()).toBe(before)
      await page.keyboard.press('Enter')
      expect(new URL(page.url()).hash).toMatch(/^#event-\d+$/)
      expect(await page.locator('tr:target').textContent()).toContain('task l9vsfp8xcnw2')
    }))

  it('is zoomed by its buttons, and scrolls in itself on a narrow screen', () =>
    withPage(
      pageOf(inputOf('rolled-back')),
      async ({ page }) => {
        const drawing = page.locator('.drawing')
        const widths = () => drawing.evaluate((node) => [node.scrollWidth, node.clientWidth])
        const [whole = 0, shown = 0] = await widths()
        expect(whole).toBeGreaterThan(shown)
        await page.getByText('Zoom in').click()
        expect((await widths())[0]).toBeGreaterThan(shown * 1.9)
        await page.getByText('Zoom out').click()
        expect(await page.getByText('Zoom out').isDisabled()).toBe(true)
      },
      { viewport: { width: 390, height: 800 } },
    ))

  it('shows hostile labels, errors, images and names as text, and runs no script of them', () => {
    const spoil = (snapshot: Snapshot): Snapshot =>
      JSON.parse(
        JSON.stringify(snapshot, (key, value) =>
          ['error', 'image', 'message'].includes(key) || key.endsWith('chaos-version') ? hostile : value,
        ),
      )
    const { baseline, deployed, snapshots } = inputOf('rolled-back')
    if (baseline === undefined || deployed === undefined) throw new Error('no baseline')
    const input = {
      expected: hostile,
      baseline: spoil(baseline),
      deployed: spoil(deployed),
      snapshots: snapshots.map(spoil),
    }
    const html = pageOf(input, { name: hostile, run: { ok: false, text: hostile }, steps })
    return withPage(html, async ({ page }) => {
      const shown =
        '<img src=x onerror="document.title=1">\\u{202e}\\u{1b}[31m</script><script>document.title=2</script>'
      expect(await page.title()).toBe(`${shown}: rolled-back`)
      expect(await page.locator('h1').textContent()).toBe(shown)
      expect(await page.locator('.bar.failed').getAttribute('aria-label')).toContain(`failed: ${shown}`)
      expect(await page.locator('img').count()).toBe(0)
      expect(await page.locator('script').count()).toBe(2)
      expect(html).not.toContain('\u001b')
    })
  })

  it('has a policy that stops a script which is not its own', () =>
    withPage(pageOf(inputOf('update')), async ({ page, complaints }) => {
      await page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = 1' }))",
      )
      expect(await page.title()).toBe('forum: converged')
      expect(complaints.splice(0)).toEqual([expect.stringContaining('Content Security Policy')])
    }))

  it('breaks neither a time nor the name of a step on a narrow screen', () =>
    withPage(
      pageOf(inputOf('rolled-back'), {
        steps: ['prepull base', 'preflight', 'check out head'].map((step) => ({
          ...{ step, ok: true, text: 'converged: forum_app: 1 task of the current spec runs' },
          ...{ elapsedMs: 131_000, tookMs: 119_000 },
        })),
      }),
      async ({ page }) => {
        const linesOf = (selector: string): Promise<{ lines: number; words: number }[]> =>
          page.evaluate(`[...document.querySelectorAll('${selector}')].map((cell) => {
            const range = document.createRange()
            range.selectNodeContents(cell)
            const lines = new Set([...range.getClientRects()].map(({ y }) => y)).size
            return { lines, words: range.toString().split(' ').length }
          })`)
        const [times, names] = [await linesOf('.steps td:nth-child(-n+2)'), await linesOf('.steps tbody th')]
        expect([times.length, names.length]).toEqual([6, 3])
        for (const { lines } of times) expect(lines).toBe(1)
        for (const { lines, words } of names) expect(lines).toBeLessThanOrEqual(words)
      },
      { viewport: { width: 390, height: 800 } },
    ))

  it('of a run that saw nothing of the Swarm has its verdict and steps', () =>
    withPage(
      renderTimelinePage({ name: 'forum', findings: [], run: { ok: false, text: 'refused at preflight' }, steps }),
      async ({ page }) => {
        expect(await page.title()).toBe('forum: refused at preflight')
        expect(await page.locator('#timeline').count()).toBe(0)
        expect(await page.locator('tbody tr').count()).toBe(2)
      },
    ))

  it('opens for every recording', () =>
    withPage(pageOf(inputOf('update')), async ({ page }) => {
      for (const id of [...recordingIds(), ...recordingIds('engine-29').map((one) => `engine-29/${one}`)]) {
        writeFileSync(join(chromium.dir, 'page.html'), pageOf(inputOf(id)))
        await page.reload()
        await page.waitForSelector('body[data-ready]')
        expect(await page.locator('.events tbody tr').count(), id).toBeGreaterThan(1)
      }
    }))

  it.each([
    ['rolled-back', 'light', 1280],
    ['rolled-back', 'dark', 1280],
    ['rolled-back', 'light', 390],
    ['rolled-back', 'dark', 390],
    ['engine-29/other-service', 'light', 1280],
    ['update', 'dark', 390],
    ['crash-loop', 'light', 390],
    ['paused', 'dark', 1280],
  ] as const)(
    'has no violation of accessibility: %s, %s at %i pixels, and nothing runs out of the page',
    (id, colorScheme, width) =>
      withPage(
        pageOf(inputOf(id), { run: { ok: false, text: 'the run ended' }, steps }),
        ({ page }) => expectAccessible(page, `timeline-${id.replace('/', '-')}-${colorScheme}-${width}`),
        { colorScheme, viewport: { width, height: 800 } },
      ),
  )

  it('of 2,000 tasks and 500 services is bounded, and says what it leaves out', async () => {
    const tasks = Array.from({ length: 2000 }, (_, at) =>
      wireTask('old', {
        ID: `task${at}`,
        CreatedAt: time(at * 10),
        Status: { Timestamp: time(at * 10 + 5), State: 'failed', Err: 'x'.repeat(5000) },
        DesiredState: 'shutdown',
      }),
    )
    const services = Array.from({ length: 500 }, (_, at) => {
      const spec = { ...wireService().Spec, Name: at === 0 ? 's_app' : `s_other${at}` }
      return wireService({ ID: at === 0 ? 'app' : `other${at}`, Spec: spec })
    })
    const now = await takeBaseline('s', new PlayedSwarm({ from: 0, services, tasks }))
    const html = pageOf({ snapshots: [{ ...now, takenAt: new Date(Date.parse(time(20_000))).toISOString() }] })
    expect(html.length).toBeLessThan(1024 * 1024)
    await withPage(html, async ({ page }) => {
      expect(await page.locator('.lane').count()).toBe(40)
      const notes = await page.locator('.timeline > .quiet').textContent()
      expect(notes).toContain('460 services not drawn: the most urgent 40 are.')
      expect(notes).toMatch(/19\d\d earlier tasks of app are not drawn\./)
    })
  })

  it('cuts weeks of quiet out of the axis', async () => {
    const { baseline, snapshots } = inputOf('update')
    const last = snapshots.at(-1)
    if (baseline === undefined || last === undefined) throw new Error('no snapshots')
    const later = { ...last, takenAt: new Date(Date.parse(last.takenAt) + 21 * 86_400_000).toISOString() }
    await withPage(pageOf({ snapshots: [later] }), async ({ page }) => {
      expect(await page.locator('text.cut').allTextContents()).toEqual(['21 d'])
      const bar = await page.locator('.bar .running').first().boundingBox()
      expect(bar?.width).toBeGreaterThan(200)
    })
  })
})
