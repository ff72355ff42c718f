import type { ComposeConfig } from '../compose/compose-config.js'
import type { PredictionWarning } from '../decide/prediction.js'

/** What docker itself needs of its environment, so that `env -i` cannot leave it out. */
const neededByDocker = /^(?:PATH|HOME|DOCKER_\w+)$/

/**
 * Warns of variables without a value (`HOME:`, `HOME=`) that docker fills in from its own environment when it reads the stamped file. abra fills them in
 * from the app's variables only. No compose file can say "leave it empty".
 *
 * @rule L36
 */
export function filledByDocker({ services }: ComposeConfig): PredictionWarning[] {
  return Object.entries(services).flatMap(([service, { environment = {} }]) =>
    Object.entries(environment).flatMap(([name, value]): PredictionWarning[] => {
      if ((value !== null && value !== '') || !neededByDocker.test(name)) return []
      const what = value === null ? 'sets none' : 'leaves it empty'
      const text = `the service ${service} has no value for ${name}: docker fills in its own, abra ${what}; run docker without ${name}, or give it a value`
      return [{ kind: 'filled-by-docker', rule: 'L36', text }]
    }),
  )
}
