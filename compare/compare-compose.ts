import type { ComposeInput } from '../src/golden/cases/compose-input.js'
import { composeKind } from '../src/golden/cases/compose-kind.js'
import type { Reference } from '../src/golden/cases/reference-process.js'
import { judgeStage, type PortAnswer, type StageAnswer } from '../src/golden/cases/stage-answer.js'

/** Compose files that the two sides answer differently, or that docker/cli does not answer in time. */
export interface ComposeDifference {
  readonly input: ComposeInput
  readonly reference: StageAnswer
  readonly port: PortAnswer
  /** docker/cli gave no answer, so nothing can be compared: its time for thousands of ports is up. */
  readonly hung: boolean
}

/** Asks both sides about each input, as a recording and a verification of it as a golden would. */
export async function compareCompose(
  inputs: readonly ComposeInput[],
  compose: Reference,
): Promise<ComposeDifference[]> {
  const compared = inputs.map(async (input): Promise<ComposeDifference[]> => {
    const reference = await askDockerCli(input, compose)
    const port = await askLoader(input)
    const hung = 'hang' in reference
    return judgeStage(reference, port) === 'agree' ? [] : [{ input, reference, port, hung }]
  })
  return (await Promise.all(compared)).flat()
}

/** What docker/cli's loader makes of compose files. */
export async function askDockerCli({ files, env, envFiles }: ComposeInput, compose: Reference): Promise<StageAnswer> {
  // A named case has keys of its own, which the reference refuses.
  const input = { files, env, ...(envFiles && { envFiles }) }
  const [answer] = await composeKind.record(input, { goGit: new Map(), compose })
  return answer?.stages['compose'] ?? { hang: 'not asked' }
}

/** What the port's loader makes of them. */
export async function askLoader(input: ComposeInput): Promise<PortAnswer> {
  const [stages] = (await composeKind.askPort(input, composeKind.builds)).values()
  return stages?.['compose'] ?? { bug: 'not asked' }
}
