import type { App } from '../app/app.js'
import { deployLabel, deployLabelNames } from '../app/deploy-labels.js'
import type { ComposeConfig } from '../compose/compose-config.js'
import { exposedVariables, recipeVariables } from '../compose/exposed-variables.js'
import {
  exposeAllEnv,
  hasAppService,
  setChaosLabel,
  setChaosVersionLabel,
  setRecipeLabel,
  setVersionLabel,
} from '../compose/set-labels.js'
import type { StampPrediction } from '../decide/prediction.js'
import { type TraceStep, traceStep } from '../trace.js'
import type { DeployCompose } from './read-deploy-compose.js'

interface StampChoice {
  readonly exposeEnv?: boolean | undefined
  readonly chaos?: boolean | undefined
}

/** A compose configuration with abra's labels on the service `app`, and the app's variables in its environment. @rule R50 R51 R52 R55 */
export function stampConfig(
  { config, exports }: DeployCompose,
  app: App,
  { version, chaosVersion }: StampPrediction,
  { exposeEnv = true }: StampChoice,
): ComposeConfig {
  const { stackName } = app
  const exposed = exposeEnv ? exposeAllEnv(config, exposedVariables(app, exports.variables, version)) : config
  const named = setRecipeLabel(exposed, stackName, app.recipe.name)
  const marked = setChaosLabel(named, stackName, chaosVersion !== undefined)
  if (chaosVersion === undefined) return setVersionLabel(marked, stackName, version)
  const stamped = setChaosVersionLabel(marked, stackName, chaosVersion)
  // R52: a chaos deploy leaves the `.version` label as in the compose file, and writes an empty one if that has none.
  return hasVersionLabel(config, stackName) ? stamped : setVersionLabel(stamped, stackName, '')
}

/** abra's labels of the service `app`, by name; empty without such a service. */
export function abraLabels(config: ComposeConfig, stack: string): Record<string, string> {
  const labels = hasAppService(config) ? (config.services['app']?.deploy?.labels ?? {}) : {}
  const names = deployLabelNames.map((name) => deployLabel(stack, name))
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(labels, name) ? [[name, labels[name] ?? '']] : [])))
}

/** The steps of a trace for environment and labels, from the configuration before and after {@link stampConfig}. */
export function traceStamp(
  before: ComposeConfig,
  { config, labels }: { readonly config: ComposeConfig; readonly labels: Readonly<Record<string, string>> },
  { stackName }: Pick<App, 'stackName'>,
  { exposeEnv = true, chaos = false }: StampChoice,
): TraceStep[] {
  const version = labels[deployLabel(stackName, 'version')]
  const exposed = exposeEnv
    ? exposedSeen(before, config)
    : 'left out: no variable is added to the environment of app, so a deploy of another version may start no update'
  return [
    traceStep('R55', exposed),
    traceStep('R51', `${Object.keys(labels).length} labels of coop-cloud.${stackName} on the service app`),
    versionLabelStep(version, chaos, hasVersionLabel(before, stackName)),
  ]
}

/** TYPE and RECIPE are named, because they decide whether a deploy starts an update. @rule R55 */
function exposedSeen(before: ComposeConfig, after: ComposeConfig): string {
  if (!hasAppService(after)) return 'the recipe has no service app, so no variable is added'
  const own = before.services['app']?.environment ?? {}
  const environment = after.services['app']?.environment ?? {}
  const named = recipeVariables.flatMap((name) => {
    if (!Object.hasOwn(environment, name)) return []
    return Object.hasOwn(own, name) ? `${name} keeps what the compose file says` : `${name} is ${environment[name]}`
  })
  return ['every variable that the environment of app lacks is added to it', ...named].join('; ')
}

function versionLabelStep(written: string | undefined, chaos: boolean, isKept: boolean): TraceStep {
  if (written === undefined) return traceStep('R52', '.version is not written', 'S')
  if (!chaos) return traceStep('R52', `.version is ${written}`, 'S')
  if (isKept) return traceStep('R52', `chaos: .version keeps ${written === '' ? 'its empty text' : written}`)
  return traceStep('R52', 'chaos: the compose file has no .version, so an empty one is written', 'S')
}

function hasVersionLabel(config: ComposeConfig, stack: string): boolean {
  return Object.hasOwn(abraLabels(config, stack), deployLabel(stack, 'version'))
}
