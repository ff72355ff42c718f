import { isDeepStrictEqual } from 'node:util'
import { profiles } from '../../git/profile.js'
import { type BuildAnswer, type JudgedStage, judgeStages } from './case-kind.js'
import type { PortAnswer, PortStages, Stages } from './stage-answer.js'

/** What abra needs before it can say anything of a checkout. */
const needed = ['open', 'head', 'status'] as const

/**
 * Compares the answers about a checkout. If go-git fails to open it, to resolve HEAD or to compute the status, the port must fail at one of these
 * stages, not at the same one: the port refuses a bare repository when it opens it, go-git when it is asked for the status. Whether the profiles
 * agree is an answer of the port alone; it is compared once every profile was asked.
 */
export function judgeCheckout(expected: readonly BuildAnswer[], port: ReadonlyMap<string, PortStages>): JudgedStage[] {
  // Where the port declines for one profile, it is not asked whether that profile agrees with the others.
  const isKnown = ![...port.values()].some((stages) => needed.some((name) => isDeclined(stages[name])))
  return expected.flatMap((answer) => {
    const { build, stages } = answer
    const ours = port.get(build) ?? {}
    const judged = judgeStages([answer], port)
    if (
      isDeclined(ours['open']) ||
      (hangs(stages) && (failsAsWhole(ours) || needed.some((name) => isDeclined(ours[name]))))
    )
      return judged.map((one): JudgedStage => ({ ...one, verdict: 'declined' }))
    if (!failsAsWhole(stages) || !failsAsWhole(ours))
      return [...judged, ...(isKnown ? judgeProfiles(build, expected, ours) : [])]
    const opened = 'answer' in (ours['open'] ?? {})
    return judged.map((one): JudgedStage => {
      if (needed.some((stage) => stage === one.stage)) return { ...one, verdict: 'agree' }
      return opened ? one : { ...one, verdict: 'unasked' }
    })
  })
}

function hangs(stages: Stages): boolean {
  return needed.some((name) => 'hang' in (stages[name] ?? {}))
}

function isDeclined(answer: PortAnswer | undefined): boolean {
  return answer !== undefined && 'declined' in answer
}

/** An unborn HEAD is no failure: go-git still computes a status there. */
function failsAsWhole(stages: Stages | PortStages): boolean {
  return needed.some((name) => {
    const stage = stages[name]
    if (stage === undefined || 'answer' in stage || 'declined' in stage || 'bug' in stage || 'hang' in stage)
      return false
    const words = 'error' in stage ? stage.error : 'words' in stage ? stage.words : undefined
    return name !== 'head' || words !== 'reference not found'
  })
}

function judgeProfiles(build: string, expected: readonly BuildAnswer[], ours: PortStages): JudgedStage[] {
  const said = ours['profiles']
  if (said === undefined || !('answer' in said) || expected.length < profiles.length) return []
  if (expected.some(({ stages }) => hangs(stages))) return []
  const [one, ...others] = expected.map(({ stages }) =>
    failsAsWhole(stages) ? 'fails' : { head: stages['head'], status: stages['status'] },
  )
  const agree = others.every((other) => isDeepStrictEqual(other, one))
  const stage = 'profiles'
  if (said.answer === agree) return [{ build, stage, verdict: 'agree' }]
  return [{ build, stage, verdict: 'differ', note: `that the profiles agree should be ${agree}` }]
}
