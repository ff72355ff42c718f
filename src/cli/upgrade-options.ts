import { defined } from '../defined.js'
import { abraDeployer } from '../harness/deployer/abra-deployer.js'
import type { Deployer } from '../harness/deployer/deployer.js'
import { stackDeployer } from '../harness/deployer/stack-deployer.js'
import type { UpgradeOptions } from '../harness/upgrade/options.js'
import type { OptionValues } from './command.js'
import { chooseProfile } from './go-git-option.js'
import { parseDuration } from './parse-duration.js'
import { textOf } from './swarm-options.js'
import { chooseBase } from './upgrade-from.js'
import { usage } from './usage.js'

/** The options of an upgrade with notes on how they were chosen, or why there is no version to upgrade from. */
export type ChosenUpgrade =
  | { readonly options: UpgradeOptions; readonly notes: readonly string[] }
  | { readonly skip: string }

/** @throws USAGE and the codes of chooseUpgradeBase */
export async function readUpgradeOptions(app: string, to: string, values: OptionValues): Promise<ChosenUpgrade> {
  const text = (name: string) => textOf(values, name)
  const docker = defined({ dockerHost: text('docker-host'), context: text('context') })
  const deployer = chooseDeployer(values, docker)
  const timeoutMs = parseDuration(text('timeout') ?? '15m', '--timeout')
  const failBlocked = text('fail-blocked')
  const failBlockedMs = failBlocked === undefined ? undefined : parseDuration(failBlocked, '--fail-blocked')
  const goGit = text('go-git')
  const { profile, caveats } = await chooseProfile(goGit, goGit === 'auto' ? text('abra') : undefined)
  const where = defined({ abraDir: text('abra-dir'), server: text('server'), recipe: text('recipe'), profile })
  const given = defined({ from: text('from'), lastGreen: text('last-green') })
  const base = await chooseBase(app, { ...where, ...given, to })
  if ('skip' in base) return base
  const options = {
    ...where,
    ...defined({ overlay: text('overlay'), home: text('home'), lockDir: text('lock-dir'), failBlockedMs }),
    from: base.from,
    to,
    deployer,
    timeoutMs,
    swarm: docker,
    force: values['force'] === true,
    prune: values['prune'] === true,
    putBack: values['put-back'] === true,
    prepull: values['no-prepull'] !== true,
  }
  return { options, notes: [...caveats, ...base.notes] }
}

function chooseDeployer(values: OptionValues, docker: { dockerHost?: string; context?: string }): Deployer {
  const name = textOf(values, 'deployer') ?? 'abra'
  const resolveImage = textOf(values, 'resolve-image')
  const bin = textOf(values, 'abra')
  const chosen = Object.keys(docker).length === 0 ? {} : { docker }
  if (name === 'abra') {
    if (resolveImage !== undefined)
      throw usage('--resolve-image is not for abra', '--resolve-image', 'leave it out, or choose --deployer stack')
    return abraDeployer({ ...defined({ bin }), ...chosen })
  }
  if (name !== 'stack') throw usage(`there is no deployer ${name}`, '--deployer', 'choose abra or stack', name)
  const modes = ['always', 'changed', 'never'] as const
  const mode = modes.find((each) => each === resolveImage)
  if (resolveImage !== undefined && mode === undefined)
    throw usage(
      `--resolve-image ${resolveImage} is unknown`,
      '--resolve-image',
      `choose ${modes.join(', ')}`,
      resolveImage,
    )
  return stackDeployer({ ...defined({ resolveImage: mode }), ...chosen })
}
