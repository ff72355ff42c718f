import type { ReadDeployFacts } from '../decide/deploy-facts.js'
import type { PredictionWarning } from '../decide/prediction.js'
import { isAbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import type { DeployDetails } from '../predict/read-deploy-details.js'
import type { HeldSwarm } from './held-swarm.js'

/**
 * Warnings about configs and secrets that the Swarm would refuse. None without a Docker to ask: a server without a Docker context, unless one was named.
 *
 * @throws CONTEXT_NOT_FOUND for a context that was named
 */
export async function compareConfigsWithSwarm(
  { app, recipe }: ReadDeployFacts,
  details: Pick<DeployDetails, 'compose' | 'commit'>,
  swarm: HeldSwarm,
  profile: GoGitProfile,
): Promise<PredictionWarning[]> {
  try {
    // Loaded here, because most calls ask no Swarm.
    const { checkDeployConfigs } = await import('../configs/check-configs.js')
    const connect = () => swarm.connect(app.server)
    const findings = await checkDeployConfigs(app, details, recipe.dir, { profile, connect })
    return findings.map(({ kind, text }) => ({ kind, rule: kind === 'not-on-server' ? 'R5' : 'R87', text }))
  } catch (error) {
    if (!swarm.hasContext && isAbraVersionError(error, 'CONTEXT_NOT_FOUND')) return []
    throw error
  }
}
