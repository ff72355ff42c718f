import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { judgeStages } from '../cases/case-kind.js'
import { expectedPath, type LibraryCase, readExpected, readLibraryCases } from '../cases/library-case.js'
import { isWordedAlike } from '../cases/stage-answer.js'
import type { CaseResult, GoldenDifference, GoldenSource } from './golden-source.js'

/** What the Go libraries that abra is built on answered, recorded by the reference programs. */
export const librarySource: GoldenSource = {
  name: 'library',
  readCases: (golden, family) => readLibraryCases(golden, family).map((one) => () => verifyCase(golden, one)),
}

async function verifyCase(golden: string, one: LibraryCase): Promise<CaseResult> {
  const { kind, input, family, path, rules } = one
  // The manifest names the missing file, and that fails the run.
  if (!existsSync(join(golden, expectedPath(one)))) {
    const stages = { agree: 0, declined: 0, wordedAlike: 0, failed: 0 }
    return { source: 'library', family, path, rules, differences: [], stages, waits: 'a recording' }
  }
  const expected = readExpected(golden, one)
  const port = await kind.askPort(input, kind.builds)
  const judged = kind.judge?.(expected, port) ?? judgeStages(expected, port)
  const recorded = (build: string, stage: string) => expected.find((answer) => answer.build === build)?.stages[stage]
  const differences = kind.builds.flatMap((build): GoldenDifference[] => {
    const first = judged.find((one) => one.build === build && one.verdict === 'differ')
    if (first === undefined) return []
    const { stage, note } = first
    const ours = port.get(build)?.[stage] ?? 'nothing'
    return [{ build, stage, expected: recorded(build, stage), port: ours, ...(note === undefined ? {} : { note }) }]
  })
  const count = (verdict: string) => judged.filter((each) => each.verdict === verdict).length
  const failures = judged.flatMap(({ build, stage, verdict }) => {
    const [theirs, ours] = [recorded(build, stage), port.get(build)?.[stage]]
    return verdict === 'agree' && theirs !== undefined && ours !== undefined && 'failed' in ours
      ? [[theirs, ours] as const]
      : []
  })
  const wordedAlike = failures.filter(([theirs, ours]) => isWordedAlike(theirs, ours)).length
  const stages = { agree: count('agree'), declined: count('declined'), wordedAlike, failed: failures.length }
  return { source: 'library', family, path, rules, differences, stages }
}
