import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAbraVersionError } from '../src/errors.js'
import type { Bench } from './bench.js'
import { type BenchOptions, benchHelp, parseBenchOptions } from './bench-options.js'
import { buildBeside } from './build-beside.js'
import { fullEffort, quickEffort } from './effort.js'
import { measureApps, measureCommands, measureHistory } from './measure-commands.js'
import { measureFleet } from './measure-fleet.js'
import { measureGrowth } from './measure-growth.js'
import { measureLoad } from './measure-load.js'
import { measureRefusals } from './measure-refusals.js'
import { measureStamp } from './measure-stamp.js'
import { measureWorktrees } from './measure-worktrees.js'
import type { BenchResult, Measurement } from './measurement.js'
import { renderChart } from './render-chart.js'
import { renderTables } from './render-tables.js'
import { replaceTables } from './replace-tables.js'
import { readVersion, withScratch } from './scratch.js'
import { allReached, judgeTargets } from './targets.js'

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!isAbraVersionError(error)) throw error
  console.error(`bench: ${error.message}`)
  process.exitCode = 2
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseBenchOptions(args)
  if (options.help) {
    console.log(benchHelp)
    return 0
  }
  const result = await runBench(options)
  console.log(renderTables(result))
  if (options.out !== undefined) writeResult(result, options.out, renderTables(result))
  if (options.writeDocs) {
    const docs = join(options.package, 'docs')
    writeResult(result, docs, replaceTables(readFileSync(join(docs, 'speed.md'), 'utf8'), renderTables(result)))
  }
  return options.strict && !allReached(judgeTargets(result)) ? 1 : 0
}

async function runBench(options: BenchOptions): Promise<BenchResult> {
  const begun = performance.now()
  const tell = (text: string) =>
    console.error(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${text}`)
  const measurements = await withScratch(async (scratch) => {
    const programs = dirname(fileURLToPath(import.meta.url))
    const program = join(programs, 'measured-process.mjs')
    if (options.beside !== undefined) tell(`${options.beside} is built`)
    const beside =
      options.beside === undefined ? {} : { beside: await buildBeside(scratch, options.package, options.beside) }
    const bench: Bench = {
      scratch,
      ...beside,
      built: { dir: options.package, program },
      references: options.reference,
      refusals: join(programs, 'refusal-process.mjs'),
      effort: options.quick ? quickEffort : fullEffort,
      tell,
    }
    const measured: Measurement[] = [
      ...(await measureCommands(bench)),
      ...(await measureStamp(bench)),
      ...(await measureLoad(bench)),
      ...(await measureHistory(bench)),
      ...(await measureApps(bench)),
      ...(await measureGrowth(bench)),
      ...(await measureFleet(bench)),
      ...(await measureRefusals(bench)),
    ]
    for (const files of options.sizes) measured.push(...(await measureWorktrees(bench, files)))
    return measured
  })
  tell('done')
  return { ...(await describeRun(options)), measurements }
}

async function describeRun({ quick, sizes, beside }: BenchOptions): Promise<Omit<BenchResult, 'measurements'>> {
  const git = await readVersion('git', ['--version'])
  const go = await readVersion('go', ['env', 'GOVERSION'])
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.versions.node,
      git: git.replace(/^git version /, ''),
      go: go.replace(/^go/, ''),
    },
    quick,
    sizes,
    ...(beside === undefined ? {} : { beside }),
  }
}

function writeResult(result: BenchResult, folder: string, page: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'speed.json'), `${JSON.stringify(result, undefined, 2)}\n`)
  writeFileSync(join(folder, 'speed.svg'), renderChart(result))
  writeFileSync(join(folder, 'speed.md'), page)
}
