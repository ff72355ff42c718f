import type { PredictionWarning } from '../decide/prediction.js'
import type { DeployCompose } from './read-deploy-compose.js'

/**
 * Warns of bind mounts that start at the compose file (`./data`) or at a home folder that abra does not know (`~/data`): docker/cli makes them paths of
 * the machine that deploys, and each node needs the folder there. Those that another compose file replaces are left out.
 *
 * @rule L36
 */
export function relativeBindWarnings({
  config,
  relativeBinds,
}: Pick<DeployCompose, 'config' | 'relativeBinds'>): PredictionWarning[] {
  const mounted = relativeBinds.filter(({ service, path }) =>
    (config.services[service]?.volumes ?? []).some(({ type, source }) => type === 'bind' && source === path),
  )
  const texts = mounted.map(({ service, source, path }) => {
    const why = source.startsWith('~') ? 'HOME is not in the .env file, so ' : ''
    return `the service ${service} mounts ${source}: ${why}docker takes it for ${path}, which each node must have; use a volume or an absolute path`
  })
  return [...new Set(texts)].map((text) => ({ kind: 'relative-bind', rule: 'L36', text }))
}
