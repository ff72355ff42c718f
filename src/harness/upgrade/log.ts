import type { UpgradeStep, UpgradeStepName } from './steps.js'

/** The steps of an upgrade as they end. */
export class UpgradeLog {
  readonly #began: number
  readonly #onStep: ((step: UpgradeStep) => void) | undefined
  readonly #steps: UpgradeStep[] = []
  #current: UpgradeStepName | undefined

  constructor(began: number, onStep?: (step: UpgradeStep) => void) {
    this.#began = began
    this.#onStep = onStep
  }

  get steps(): readonly UpgradeStep[] {
    return this.#steps
  }

  /** The last one that was begun. */
  get current(): UpgradeStepName | undefined {
    return this.#current
  }

  begin(step: UpgradeStepName): (ok: boolean, text: string) => void {
    this.#current = step
    const began = performance.now()
    return (ok, text) => {
      const now = performance.now()
      const ended = {
        step,
        ok,
        text,
        elapsedMs: Math.round(now - this.#began),
        tookMs: Math.round(now - began),
      }
      this.#steps.push(ended)
      this.#onStep?.(ended)
    }
  }

  /** Does a step and says what came of it; a step that fails says why, and is thrown on. */
  async run<T>(step: UpgradeStepName, work: () => Promise<T>, say: (result: T) => string | Told): Promise<T> {
    const done = this.begin(step)
    let result: T
    try {
      result = await work()
    } catch (error) {
      done(false, error instanceof Error ? error.message : String(error))
      throw error
    }
    const told = say(result)
    if (typeof told === 'string') done(true, told)
    else done(told.ok, told.text)
    return result
  }
}

/** What a step came to, where it may have come to no good. */
export interface Told {
  readonly ok: boolean
  readonly text: string
}
