import type { GoGitProfile } from '../../git/profile.js'
import type { Reference } from './reference-process.js'
import { judgeStage, type PortStages, type StageAnswer, type Stages, type StageVerdict } from './stage-answer.js'
import type { TagVersioning } from './tag-versioning.js'

/** The programs a recording asks. */
export interface Libraries {
  readonly goGit: ReadonlyMap<GoGitProfile, Reference>
  /** The compose reference, which speaks the same protocol. */
  readonly compose: Reference
  /** Only for the recorder of that name. */
  readonly renovate?: TagVersioning
}

/** One build of a library, such as `go-git v5.16.2`, and what it said. */
export interface BuildAnswer {
  readonly build: string
  readonly stages: Stages
}

export interface JudgedStage {
  readonly build: string
  readonly stage: string
  readonly verdict: StageVerdict
  /** What differs where the answers themselves do not. */
  readonly note?: string
}

/**
 * A kind of case: how its input is read, how libraries are asked about it, and how the port answers. A new kind of golden is one of these,
 * and a line in case-kinds.ts.
 */
export interface CaseKind<Input = unknown> {
  /** What records such cases: the reference programs in Go, or Renovate's module. Each recording leaves the other's cases as they are. */
  readonly recorder: 'reference' | 'renovate'
  /** The folders below golden/library that hold such cases. */
  readonly families: readonly string[]
  /** In the order they are asked; the first one that differs is named. */
  readonly stages: readonly string[]
  /** The builds whose answers are recorded, with the versions that a recording must find. */
  readonly builds: readonly string[]
  /**
   * Reads what an input.json holds besides `about` and `rules`.
   *
   * @throws `USAGE` at the first key that is unknown, missing or of the wrong shape
   */
  parseInput(keys: Record<string, unknown>): Input
  /** Asks every build. */
  record(input: Input, libraries: Libraries): Promise<BuildAnswer[]>
  /** The port's answers for each of these builds. */
  askPort(input: Input, builds: readonly string[]): Promise<ReadonlyMap<string, PortStages>>
  /** Left out: stage by stage. */
  judge?(expected: readonly BuildAnswer[], port: ReadonlyMap<string, PortStages>): JudgedStage[]
}

/** Stage by stage, each build by itself. */
export function judgeStages(expected: readonly BuildAnswer[], port: ReadonlyMap<string, PortStages>): JudgedStage[] {
  return expected.flatMap(({ build, stages }) =>
    Object.entries(stages).map(([stage, answer]) => ({ build, stage, verdict: judgeOne(answer, port, build, stage) })),
  )
}

function judgeOne(answer: StageAnswer, port: ReadonlyMap<string, PortStages>, build: string, stage: string) {
  const ours = port.get(build)?.[stage]
  return ours === undefined ? 'differ' : judgeStage(answer, ours)
}
