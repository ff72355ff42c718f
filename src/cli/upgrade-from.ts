import type { GoGitProfile } from '../git/profile.js'
import { chooseUpgradeBase } from '../harness/checkout/upgrade-base.js'
import { readUpgradeRecipe } from '../harness/upgrade/resolve-upgrade.js'

interface BaseChoice {
  readonly from?: string
  readonly lastGreen?: string
  readonly to: string
  readonly abraDir?: string
  readonly server?: string
  readonly recipe?: string
  readonly profile?: GoGitProfile
}

/** What an upgrade is from: what was named, or what chooseUpgradeBase chooses, with its reason; else why there is nothing. */
export async function chooseBase(
  app: string,
  { from, lastGreen, to, profile, ...where }: BaseChoice,
): Promise<{ from: string; notes: readonly string[] } | { skip: string }> {
  if (from !== undefined) return { from, notes: [] }
  const recipe = await readUpgradeRecipe(app, where)
  const base = await chooseUpgradeBase({
    recipe,
    head: to,
    ...(lastGreen === undefined ? {} : { lastGreen }),
    ...(profile === undefined ? {} : { profile }),
  })
  if (base.choice === 'skip') return { skip: [base.reason, ...base.notes].join('; ') }
  const name = base.choice === 'tag' ? base.tag : base.commit
  return { from: name, notes: [`the base is ${name}: ${base.reason}`, ...base.notes] }
}
