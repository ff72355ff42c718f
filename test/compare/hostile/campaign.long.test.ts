import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { hostileCatalogue, hostileFamilies } from '../../../compare/hostile/hostile-catalogue.js'
import type { FaultKind } from '../../../compare/hostile/judge-run.js'
import { type CampaignOptions, runCampaign } from '../../../compare/hostile/run-campaign.js'
import { demandFreshBuild } from '../../support/fresh-build.js'
import { withScratch } from '../../support/scenario.js'

const limits = { cpuMs: 10_000, peakBytes: 512 * 2 ** 20 }
const [first] = hostileCatalogue().filter(({ name }) => name === 'hooks of every name')

/** What the campaign says of a program in the place of ours. */
function judged(program: string, options: Partial<CampaignOptions> = {}, command = 'chaos-version'): Promise<string[]> {
  return withScratch(async (dir) => {
    const path = join(dir, 'program.mjs')
    writeFileSync(
      path,
      `import fs from 'node:fs'\nimport net from 'node:net'\nimport { spawnSync } from 'node:child_process'\n${program}\n`,
    )
    const programs = { cli: path, calls: path }
    const all = {
      programs,
      limits,
      hungAfterMs: 60_000,
      isWanted: ({ name }: { name: string }) => name === command,
      ...options,
    }
    if (first === undefined) throw new Error('there is no case')
    const { runs } = await runCampaign([first], all)
    expect(runs.length).toBe(1)
    return runs.flatMap(({ faults }) => faults.map(({ kind, what }) => `${kind}: ${what}`))
  })
}

describe('the campaign sees', () => {
  it('nothing where there is nothing', async () => {
    expect(await judged("console.log('7ae7b0f7')")).toEqual([])
  })

  it.each<[string, string, FaultKind, RegExp]>([
    ['a program that is started', "spawnSync('true')", 'executed', /true/],
    ['one that is not there', "spawnSync('./absent')", 'executed', /absent/],
    ['a file beside the checkout', "fs.writeFileSync('new', '')", 'wrote', /outside\/new/],
    [
      'a file that is written and removed',
      "fs.writeFileSync('new', ''); fs.unlinkSync('new')",
      'wrote',
      /outside\/new/,
    ],
    ['a new time', "fs.utimesSync('../checkout/compose.yml', 1, 1)", 'wrote', /compose\.yml/],
    ['a file far away', "fs.writeFileSync(process.argv[1] + '.x', '')", 'wrote', /program\.mjs\.x/],
    ['a connection', "net.connect(9, '127.0.0.1').on('error', () => {})", 'asked a network', /127\.0\.0\.1/],
    ['an escape', "console.log('\\u001b[31mred')", 'unclear', /raw control character/],
    ['an eight-bit escape', "console.error('\\u009b2J')", 'unclear', /raw control character/],
    ['an uncaught error', "throw new TypeError('x')", 'unclear', /TypeError/],
    [
      'an error without a code',
      "console.error('it failed'); process.exitCode = 2",
      'unclear',
      /without a code: it failed/,
    ],
    ['a death', "process.kill(process.pid, 'SIGKILL')", 'unclear', /SIGKILL|exit code 137/],
    ['a long message', "console.error('x'.repeat(20_000))", 'unclear', /a message of 20000/],
  ])('%s', async (_, program, kind, what) => {
    const faults = await judged(program)
    expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${kind}: [\\s\\S]*${what.source}`)))
    expect(faults.every((fault) => fault.startsWith(kind))).toBe(true)
  })

  it('a program that does not end, and ends it', async () => {
    expect(await judged('setInterval(() => {}, 1000)', { hungAfterMs: 3000 })).toEqual(['hung: did not end'])
  })

  it('one that computes for long, and one that takes much', async () => {
    const busy = 'const end = Date.now() + 60_000; while (process.cpuUsage().user < 400_000 && Date.now() < end);'
    expect(await judged(busy, { limits: { ...limits, cpuMs: 300 } })).toEqual([
      expect.stringMatching(/^hung: \d\.\d s of/),
    ])
    const large = 'globalThis.kept = Buffer.alloc(200 * 2 ** 20, 1)'
    const some = { ...limits, peakBytes: 150 * 2 ** 20 }
    expect(await judged(large, { limits: some })).toEqual([expect.stringMatching(/^over memory: 2\d\d MiB/)])
  })

  it('what a writing function leaves behind, or writes elsewhere', async () => {
    const behind = "fs.writeFileSync('../checkout/.git/index.lock', ''); fs.mkdirSync('../home/new')"
    expect(await judged(behind, {}, 'checkoutRef')).toEqual([
      expect.stringMatching(/^wrote: .*recipes\/home$/),
      expect.stringMatching(/^wrote: .*home\/new$/),
      'wrote: left behind: abra/recipes/checkout/.git/index.lock',
    ])
    expect(await judged("fs.writeFileSync('../checkout/compose.yml', '')", {}, 'checkoutRef')).toEqual([])
    expect(await judged("spawnSync('git', ['--version'])", {}, 'ensure')).toEqual([])
    expect(await judged("spawnSync('true')", {}, 'ensure')).toContainEqual(
      expect.stringMatching(/^executed: \/.*\/true$/),
    )
  })
})

describe('the catalogue', () => {
  it('has every family, at least 60 checkouts, and no name twice', () => {
    const cases = hostileCatalogue()
    expect(new Set(cases.map(({ family, name }) => `${family} ${name}`)).size).toBe(cases.length)
    expect(new Set(cases.map(({ family }) => family))).toEqual(new Set(Object.keys(hostileFamilies)))
    expect(
      cases.filter(({ swarm, asked }) => swarm === undefined && asked === undefined).length,
    ).toBeGreaterThanOrEqual(60)
  })
})

/** One of each family, and what is most likely to go wrong with it. */
const short: readonly (readonly [name: string, command: RegExp])[] = [
  ['a filter that cleans and smudges', /^(?:chaos-version|ensure)$/],
  ['origin is the checkout itself', /^ensure$/],
  ['compose.yml leads outside', /^stamp --chaos$/],
  ['a FIFO as .git/index', /^(?:chaos-version|checkoutRef)$/],
  ['a link with an empty target', /^(?:checkoutRef|ensure offline|fetchRecipe)$/],
  ['a tree that holds a tree twice, nine times over', /^(?:status with a small budget|checkoutRef)$/],
  ['a pack index with bit 31 in its offsets', /^predict$/],
  ['aliases of aliases', /^stamp --chaos$/],
  ['names of files', /^chaos-version --explain$/],
  ['labels of escapes', /^(?:explain|fleet)$/],
  ['a recording with a time that is none', /./],
  ['a golden case that runs an alias', /./],
]

describe('the short form of npm run hostile', () => {
  it(
    'finds nothing',
    () =>
      withScratch(async (dir) => {
        demandFreshBuild()
        const calls = join(dir, 'calls.mjs')
        const banner = {
          js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
        }
        buildSync({
          entryPoints: ['compare/hostile/hostile-calls.ts'],
          bundle: true,
          platform: 'node',
          format: 'esm',
          outfile: calls,
          banner,
        })
        const programs = { cli: resolve('dist/cli/start.cjs'), calls }
        for (const [name, command] of short) {
          const cases = hostileCatalogue().filter((each) => each.name === name)
          const isWanted = (each: { name: string }) => command.test(each.name)
          const { runs } = await runCampaign(cases, { programs, limits, hungAfterMs: 60_000, isWanted })
          expect(runs.length, name).toBeGreaterThan(0)
          expect(
            runs.filter(({ faults }) => faults.length > 0),
            name,
          ).toEqual([])
        }
      }),
    300_000,
  )
})
