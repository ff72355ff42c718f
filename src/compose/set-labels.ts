import { deployLabel } from '../app/deploy-labels.js'
import type { ComposeConfig, ComposeService } from './compose-config.js'

/** The one service that abra labels. @rule R50 */
const labelled = 'app'

/** Whether a recipe has the service that carries abra's labels. @rule R50 */
export function hasAppService(config: ComposeConfig): boolean {
  return Object.hasOwn(config.services, labelled)
}

/**
 * Writes which recipe this is; like its siblings it gives a new configuration, the same one where there is no service `app`. @rule R50 R51
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
 * Writes whether this is a chaos deploy. @rule R50 R51
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
 * Writes the commit of a chaos deploy, `7ae7b0f7` or `7ae7b0f7+U`. @rule R50 R51
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
 * Writes the release; not in chaos, where the compose file's own text stays. @rule R50 R51 R52
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
 * Puts variables into the environment of the service `app`, but for those that are there already, be it without a value, and a value without a
 * name (L28), which no compose file can hold.
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
