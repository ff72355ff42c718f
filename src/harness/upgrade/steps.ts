/** The steps of an upgrade, in order. A step with nothing to do is skipped. */
export const upgradeSteps = [
  'lock',
  'check out base',
  'overlay base',
  'pin base',
  'prepull base',
  'baseline 0',
  'deploy base',
  'wait base',
  'check out head',
  'overlay head',
  'set env',
  'prepull head',
  'predict',
  'baseline 1',
  'redeploy',
  'snapshot',
  'wait',
  'check',
  'prune',
] as const

/** The steps of {@link performUpgrade}, in order. */
export type UpgradeStepName = (typeof upgradeSteps)[number]

/** A step that has ended. */
export interface UpgradeStep {
  readonly step: UpgradeStepName
  readonly ok: boolean
  /** One sentence. May hold text of a checkout or a task's error. */
  readonly text: string
  /** Milliseconds since the upgrade began, at the end of the step. */
  readonly elapsedMs: number
  /** Milliseconds that it took. */
  readonly tookMs: number
}

/** What the Swarm still does when an upgrade stops during a step. */
export function goesOnWithoutUs(step: UpgradeStepName, stack: string): string {
  const at = upgradeSteps.indexOf(step)
  const before = (name: UpgradeStepName) => at < upgradeSteps.indexOf(name)
  if (before('deploy base')) return `nothing of ${stack} was deployed`
  if (before('check out head')) return `the deploy of the base of ${stack} goes on in the Swarm`
  if (before('redeploy')) return `${stack} stays deployed as its base; nothing goes on`
  if (before('check')) return `the update of ${stack} to the head goes on in the Swarm, and may still be rolled back`
  return `the update of ${stack} has ended; nothing goes on`
}

/** The result of a step in one sentence. `ok` is false when the step failed without an error. */
export interface StepMessage {
  readonly ok: boolean
  readonly text: string
}
