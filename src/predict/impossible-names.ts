import type { App } from '../app/app.js'
import type { ComposeConfig } from '../compose/compose-config.js'
import { type NamedKind, nameProblem } from '../compose/convert/swarm-names.js'
import { rawObjectNames } from '../compose/files/raw-object-names.js'
import { isExternal } from '../compose/is-external.js'
import type { PredictionWarning } from '../decide/prediction.js'
import type { DeployCompose } from './read-deploy-compose.js'
import { variableOf } from './read-file-objects.js'

const kinds = { networks: 'network', secrets: 'secret', configs: 'config' } as const satisfies Record<string, NamedKind>
type Section = keyof typeof kinds

/**
 * Warns of external networks, secrets and configs that services use under a name that Swarm takes for none of them, such as `forum_db_password_` where
 * the variable of the version is not set. Whether any other external name exists only the Swarm knows.
 *
 * @rule R95
 */
export function impossibleNames(
  app: Pick<App, 'env'>,
  { config, files, exports }: Pick<DeployCompose, 'config' | 'files' | 'exports'>,
): PredictionWarning[] {
  return (Object.keys(kinds) as Section[]).flatMap((section) => {
    const kind = kinds[section]
    const raw = rawObjectNames(files, section)
    return usedExternals(config, section).flatMap(({ key, name }) => {
      if (nameProblem(kind, name) === undefined) return []
      const variable = variableOf(raw.get(key) ?? '', app, exports)
      const isUnset = variable !== undefined && (variable.value ?? '') === ''
      const place = kind === 'secret' ? 'the .env file' : 'abra.sh or the .env file'
      const advice = isUnset ? `set ${variable.name} in ${place}` : 'correct the name in the compose file'
      const text = `the external ${kind} ${key} has the name ${JSON.stringify(name)}, which no ${kind} of a Swarm can have: ${advice}`
      return [{ kind: 'external-name-impossible', rule: 'R95', text }]
    })
  })
}

function usedExternals(config: ComposeConfig, section: Section): { key: string; name: string }[] {
  const services = Object.values(config.services)
  const used = new Set(
    section === 'networks'
      ? services.flatMap(({ networks = {} }) => Object.keys(networks))
      : services.flatMap((service) => (service[section] ?? []).map(({ source }) => source)),
  )
  return Object.entries(config[section] ?? {}).flatMap(([key, object]) =>
    used.has(key) && isExternal(object) ? [{ key, name: object.name ?? key }] : [],
  )
}
