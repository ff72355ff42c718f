/** The steps of an upgrade, in order. A step with nothing to do is skipped. */
export const upgradeSteps = [
  'lock',
  'preflight',
  'configs',
  'prepull base',
  'prepull head',
  'check out base',
  'overlay base',
  'pin base',
  'baseline 0',
  'networks',
  'deploy base',
  'wait base',
  'check out head',
  'overlay head',
  'set env',
  'predict',
  'baseline 1',
  'redeploy',
  'snapshot',
  'wait',
  'check',
  'prune',
  'put back',
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

/**
 * The last deploy that reached the Swarm. `unknown`: a deployer was stopped, and the Swarm could not be asked whether it has the deploy.
 */
export type HandedOver = 'nothing' | 'base' | 'head' | 'unknown'

/** What the Swarm still does when an upgrade stops during a step. */
export function goesOnWithoutUs(step: UpgradeStepName, handedOver: HandedOver, stack: string): string {
  const isBefore = (name: UpgradeStepName) => upgradeSteps.indexOf(step) < upgradeSteps.indexOf(name)
  switch (handedOver) {
    case 'nothing':
      return `nothing of ${stack} was deployed`
    case 'unknown':
      return `it is not known whether the Swarm has the deploy of ${stack}: it could not be asked`
    case 'base':
      return isBefore('check out head')
        ? `the deploy of the base of ${stack} goes on in the Swarm`
        : `${stack} stays deployed as its base; nothing goes on`
    case 'head':
      return isBefore('check')
        ? `the update of ${stack} to the head goes on in the Swarm, and may still be rolled back`
        : `the update of ${stack} has ended; nothing goes on`
  }
}

/** The result of a step in one sentence. `ok` is false when the step failed without an error. */
export interface StepMessage {
  readonly ok: boolean
  readonly text: string
}
