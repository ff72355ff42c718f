import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forEachAtOnce } from '../../src/for-each-at-once.js'
import { withFakeDocker } from '../../test/support/fake-docker.js'
import type { HostileCase } from './hostile-case.js'
import { type HostileCommand, hostileCommands } from './hostile-commands.js'
import { hostileSwarm } from './hostile-swarm.js'
import { type Fault, judgeRun, type Limits } from './judge-run.js'
import { type PlacedCase, placeCase, placesBelow } from './place-case.js'
import { readTreeState } from './tree-state.js'
import { ProcessWatch } from './watched-process.js'

/** Where the programs of the campaign are: `dist/cli/start.cjs`, and hostile-calls.ts as it was built. */
export interface Programs {
  readonly cli: string
  readonly calls: string
}

export interface CampaignOptions {
  readonly programs: Programs
  readonly limits: Limits
  /** A process that takes longer is ended, and counts as hung. */
  readonly hungAfterMs: number
  /** Which commands; default: all. */
  readonly isWanted?: (command: HostileCommand) => boolean
}

/** One command on one case. */
export interface CampaignRun {
  readonly family: string
  readonly name: string
  readonly command: string
  readonly exitCode: number | null
  readonly cpuMs: number
  readonly peakBytes: number
  readonly faults: readonly Fault[]
}

export interface Campaign {
  readonly runs: readonly CampaignRun[]
  /** Whether strace saw the system calls. */
  readonly traced: boolean
}

/** How many cases are looked at at once. */
const AT_ONCE = 2

/** Runs every command on every case, each case in a folder of its own. */
export async function runCampaign(
  cases: readonly HostileCase[],
  options: CampaignOptions,
  told: (run: CampaignRun) => void = () => {},
): Promise<Campaign> {
  const dir = mkdtempSync(join(tmpdir(), 'hostile-'))
  try {
    const watches = Array.from(
      { length: AT_ONCE },
      (_, i) => new ProcessWatch(join(dir, `watch${i}`), options.hungAfterMs),
    )
    const runs: CampaignRun[] = []
    await forEachAtOnce([...cases.entries()], watches, async ([i, hostile], watch) => {
      const root = join(dir, String(i))
      mkdirSync(root)
      const place = await placeCase(hostile, root)
      await withFakeDocker(hostile.swarm ?? hostileSwarm(), async (host) => {
        for (const command of hostileCommands(hostile).filter(options.isWanted ?? (() => true))) {
          const run = await runOne(hostile, command, { place, host, watch }, options)
          told(run)
          runs.push(run)
        }
      })
      rmSync(root, { recursive: true, force: true })
    })
    return { runs, traced: watches.every(({ traced }) => traced) }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

interface Around {
  readonly place: PlacedCase
  readonly host: string
  readonly watch: ProcessWatch
}

async function runOne(
  hostile: HostileCase,
  command: HostileCommand,
  { place: original, host, watch }: Around,
  { programs, limits }: CampaignOptions,
): Promise<CampaignRun> {
  const place = command.kind === 'write' ? copyOf(original) : original
  try {
    const { family, name } = hostile
    const before = readTreeState(place.root)
    const env = { PATH: process.env['PATH'] ?? '', HOME: place.home, TMPDIR: place.scratch }
    const args = [programs[command.program], ...command.args(place, host, hostile)]
    const ended = await watch.run(args, env, place.outside)
    const after = readTreeState(place.root)
    const faults = judgeRun({ command, place, process: ended, before, after }, limits)
    const { exitCode, cpuMs = 0, peakBytes = 0 } = ended
    return { family, name, command: command.name, exitCode, cpuMs, peakBytes, faults }
  } finally {
    if (place !== original) rmSync(place.root, { recursive: true, force: true })
  }
}

function copyOf({ root }: PlacedCase): PlacedCase {
  const copy = `${root}-copy`
  execFileSync('cp', ['-a', root, copy])
  return placesBelow(copy)
}
