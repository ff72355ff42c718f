import type { App } from '../app/app.js'
import { interpolationEnvironment } from './interpolation/interpolation-environment.js'

/** The variables that name the recipe. abra gives them a value of their own. */
export const recipeVariables = ['TYPE', 'RECIPE'] as const

/**
 * The variables that abra adds to the environment of the service `app`: those of `.env` and of abra.sh, and STACK_NAME. `TYPE` and `RECIPE`, if the
 * app has them, are `<recipe>:<version>` whatever `.env` says, so a deploy of another version or commit always changes the task template.
 *
 * @param abraSh the variables that abra.sh exports
 * @param version the version to deploy; in chaos the chaos version
 * @rule R55
 * @example
 * ```ts
 * const app = await readApp('forum.example.com')
 * const variables = exposedVariables(app, new Map([['SIDEKIQ_VERSION', 'v1']]), '7ae7b0f7+U')
 * variables.get('TYPE') // 'discourse:7ae7b0f7+U'
 * variables.get('STACK_NAME') // 'forum_example_com'
 * ```
 */
export function exposedVariables(
  app: Pick<App, 'env' | 'stackName' | 'recipe'>,
  abraSh: ReadonlyMap<string, string>,
  version: string,
): Map<string, string> {
  const variables = interpolationEnvironment(app, abraSh)
  for (const name of recipeVariables) if (variables.has(name)) variables.set(name, `${app.recipe.name}:${version}`)
  return variables
}
