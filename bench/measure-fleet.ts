import { existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InternalError } from '../src/errors.js'
import { makeApps, stackOf, tags } from './apps.js'
import type { Bench } from './bench.js'
import { measureSideBySide } from './measure-side-by-side.js'
import { fleetSubjects, type Measurement } from './measurement.js'
import { type NodeTask, nodeSubjects } from './node-subjects.js'
import { RecordedSwarms } from './recorded-swarms.js'
import type { Subject } from './subject.js'

const recipes = 50
const servers = 4
const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** 1,000 and 10,000 apps on 4 servers, whose answers are recorded: what is deployed against what would be. */
export async function measureFleet(bench: Bench): Promise<Measurement[]> {
  return [...(await measureAt(bench, 1_000)), ...(await measureAt(bench, 10_000))]
}

async function measureAt(bench: Bench, apps: number): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  tell(`a fleet of ${apps} apps`)
  const abraDir = join(scratch.dir, `fleet-${apps}`)
  const names = await makeApps(scratch, abraDir, { recipes, apps })
  const swarms = new RecordedSwarms()
  const pages: Subject[] = []
  try {
    const hosts: Record<string, string> = {}
    for (let server = 0; server < servers; server++) {
      const stacks = names.flatMap((name, i) => (i % servers === server ? [stackOf(name, i, recipes)] : []))
      hosts[`server-${server}.example.org`] = await swarms.add(abraDir, `docker-${server}`, stacks)
    }
    const page = join(abraDir, 'fleet.html')
    const current = apps / tags
    const alone = (task: NodeTask) => nodeSubjects(built, scratch, [task])
    const path = { kind: 'fleet', abraDir, hosts } as const
    const fleet = { task: path, answer: `${apps} apps: ${apps - current} behind, ${current} current` }
    // The page is made before the clock starts.
    await nodeSubjects(built, scratch, [{ name: 'page', task: { ...path, page }, answer: fleet.answer }]).reduce(
      async (done, subject) => {
        await done
        await subject.run()
        subject.close()
      },
      Promise.resolve(),
    )
    if (apps === 1_000 && existsSync(program)) pages.push(await filterSubject(built.dir, page))
    const pinned = `${apps} apps, ${tags} answers from 0.1.0+1.1.0 to 0.20.0+1.20.0`
    return await measureSideBySide(
      'fleet',
      apps,
      [
        ...alone({
          name: fleetSubjects.predict,
          task: { kind: 'predictApps', abraDir, apps: names, chaos: false },
          answer: pinned,
        }),
        ...alone({
          name: fleetSubjects.calls,
          task: { kind: 'apiCalls', hosts },
          answer: `${2 * apps} services, ${2 * apps} tasks`,
        }),
        ...alone({ name: fleetSubjects.fleet, ...fleet }),
        ...pages,
      ],
      effort,
    )
  } finally {
    for (const subject of pages) subject.close()
    swarms.close()
    rmSync(abraDir, { recursive: true })
  }
}

/** The page in Chromium: from a key in its filter until the rows are laid out, by the page's own clock. */
async function filterSubject(packageDir: string, path: string): Promise<Subject> {
  const { chromium }: typeof import('playwright-core') = createRequire(join(packageDir, 'package.json'))(
    'playwright-core',
  )
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  const page = await browser.newPage()
  await page.goto(pathToFileURL(path).href)
  await page.waitForSelector('body[data-ready]')
  const filter = (text: string): Promise<{ ms: number; count: string }> =>
    page.evaluate(`(() => {
      const input = document.getElementById('filter')
      const begun = performance.now()
      input.value = ${JSON.stringify(text)}
      input.dispatchEvent(new Event('input'))
      document.body.getBoundingClientRect()
      return { ms: performance.now() - begun, count: document.getElementById('count').textContent }
    })()`)
  return {
    name: fleetSubjects.filter,
    async run() {
      const { ms, count } = await filter('app-99')
      if (count !== '11 of 1000 apps') throw new InternalError(`the page shows ${count}`)
      const all = await filter('')
      // The slower of the two: showing every row again costs more.
      return Math.max(ms, all.ms)
    },
    peak: async () => undefined,
    close: () => void browser.close(),
  }
}
