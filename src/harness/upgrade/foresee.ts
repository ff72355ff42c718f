import { basename } from 'node:path'
import { type ForeseenFinding, foreseeConfigs } from '../../configs/foresee-configs.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import type { ResolvedUpgrade } from './resolve-upgrade.js'

/** The part of an upgrade that its configs depend on. */
interface ConfigContext extends Pick<ResolvedUpgrade, 'app' | 'dir' | 'from' | 'to'> {
  readonly reader: SwarmReader
  readonly options: {
    readonly overlay?: string
    readonly env?: Readonly<Record<string, string>>
    readonly profile?: GoGitProfile
  }
}

/**
 * Configs and secrets that Swarm would refuse in one of the two deploys, known before the first one. An overlay belongs to no version; its configs are
 * not compared.
 *
 * @rule R87
 */
export function foreseeUpgradeConfigs(context: ConfigContext): Promise<ForeseenFinding[]> {
  const { app, dir, from, to, options, reader } = context
  const { overlay, env = {}, profile = defaultProfile } = options
  const own = withoutOverlay(app.env, overlay)
  const head = withoutOverlay(new Map([...app.env, ...Object.entries(env)]), overlay)
  return foreseeConfigs(
    dir,
    {
      base: { ref: from.ref, commit: from.commit, app: { env: own, stackName: app.stackName } },
      head: { ref: to.ref, commit: to.commit, app: { env: head, stackName: app.stackName } },
    },
    reader,
    profile,
  )
}

/** `the deploy of the head would fail: …` */
export function foreseenText({ kind, deploy, text }: ForeseenFinding): string {
  return kind === 'config-not-compared' ? text : `the deploy of the ${deploy} would fail: ${text}`
}

function withoutOverlay(env: ReadonlyMap<string, string>, overlay: string | undefined): ReadonlyMap<string, string> {
  const files = env.get('COMPOSE_FILE')
  if (files === undefined || overlay === undefined) return env
  const kept = files.split(':').filter((name) => name !== basename(overlay))
  return new Map([...env, ['COMPOSE_FILE', kept.join(':')]])
}
