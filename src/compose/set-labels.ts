import { deployLabel } from '../app/deploy-labels.js'
import type { ComposeConfig, ComposeService } from './compose-config.js'

/** The only service that abra labels. @rule R50 */
const labelled = 'app'

/** Whether the configuration has a service `app`, which carries abra's labels. @rule R50 */
export function hasAppService(config: ComposeConfig): boolean {
  return Object.hasOwn(config.services, labelled)
}

/**
 * Sets the label `recipe`. Like the other setters it returns a new configuration, or the same one if it has no service `app`. @rule R50 R51
 *
 * @example
 * ```ts
 * const config = { version: '3.8', services: { app: { image: 'discourse:3.5.0' } } }
 * const stamped = setRecipeLabel(config, 'forum', 'discourse')
 * stamped.services.app.deploy?.labels // { 'coop-cloud.forum.recipe': 'discourse' }
 * ```
 */
export function setRecipeLabel(config: ComposeConfig, stack: string, recipe: string): ComposeConfig {
  return setLabel(config, deployLabel(stack, 'recipe'), recipe)
}

/**
 * Sets the label `chaos`. @rule R50 R51
 *
 * @example
 * ```ts
 * const config = { version: '3.8', services: { app: { image: 'discourse:3.5.0' } } }
 * const stamped = setChaosLabel(config, 'forum', true)
 * stamped.services.app.deploy?.labels // { 'coop-cloud.forum.chaos': 'true' }
 * ```
 */
export function setChaosLabel(config: ComposeConfig, stack: string, chaos: boolean): ComposeConfig {
  return setLabel(config, deployLabel(stack, 'chaos'), String(chaos))
}

/**
 * Sets the label `chaos-version`: the commit of a chaos deploy, `7ae7b0f7` or `7ae7b0f7+U`. @rule R50 R51
 *
 * @example
 * ```ts
 * const config = { version: '3.8', services: { app: { image: 'discourse:3.5.0' } } }
 * const stamped = setChaosVersionLabel(config, 'forum', '7ae7b0f7+U')
 * stamped.services.app.deploy?.labels // { 'coop-cloud.forum.chaos-version': '7ae7b0f7+U' }
 * ```
 */
export function setChaosVersionLabel(config: ComposeConfig, stack: string, chaosVersion: string): ComposeConfig {
  return setLabel(config, deployLabel(stack, 'chaos-version'), chaosVersion)
}

/**
 * Sets the label `version`. A chaos deploy does not set it and keeps the compose file's value. @rule R50 R51 R52
 *
 * @example
 * ```ts
 * const config = { version: '3.8', services: { app: { image: 'discourse:3.5.0' } } }
 * const stamped = setVersionLabel(config, 'forum', '0.9.0+3.5.0')
 * stamped.services.app.deploy?.labels // { 'coop-cloud.forum.version': '0.9.0+3.5.0' }
 * ```
 */
export function setVersionLabel(config: ComposeConfig, stack: string, version: string): ComposeConfig {
  return setLabel(config, deployLabel(stack, 'version'), version)
}

/**
 * Adds variables to the environment of the service `app`; {@link exposedVariables} has those of abra. Existing variables stay, even without a value. A value without a name (L28) is skipped,
 * because a compose file cannot hold it.
 *
 * @rule R55
 * @example
 * ```ts
 * const config = { version: '3.8', services: { app: { image: 'discourse:3.5.0' } } }
 * const exposed = exposeAllEnv(config, new Map([['DOMAIN', 'forum.example.com']]))
 * exposed.services.app.environment // { DOMAIN: 'forum.example.com' }
 * ```
 */
export function exposeAllEnv(config: ComposeConfig, variables: ReadonlyMap<string, string>): ComposeConfig {
  return changeApp(config, (service) => {
    const own = service.environment ?? {}
    const added = [...variables].filter(([name]) => name !== '' && !Object.hasOwn(own, name))
    return added.length === 0 ? service : { ...service, environment: { ...own, ...Object.fromEntries(added) } }
  })
}

function setLabel(config: ComposeConfig, name: string, value: string): ComposeConfig {
  return changeApp(config, (service) => ({
    ...service,
    deploy: { ...service.deploy, labels: { ...service.deploy?.labels, [name]: value } },
  }))
}

function changeApp(config: ComposeConfig, change: (service: ComposeService) => ComposeService): ComposeConfig {
  const service = hasAppService(config) ? config.services[labelled] : undefined
  return service === undefined ? config : { ...config, services: { ...config.services, [labelled]: change(service) } }
}
