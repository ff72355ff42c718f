import type { Scenario } from '../../src/golden/scenario/scenario.js'
import type { States } from '../../src/golden/scenario/step-shorthands.js'
import { configForms } from './config-forms.js'
import { conflicts } from './conflicts.js'
import { damagedObjects } from './damaged-objects.js'
import { damagedPacks } from './damaged-packs.js'
import { excludePatterns } from './exclude-patterns.js'
import { excludePlaces } from './exclude-places.js'
import { fileTimes } from './file-times.js'
import { filtersAndAttributes } from './filters-and-attributes.js'
import { gitFiles } from './git-files.js'
import { gitmodules } from './gitmodules.js'
import { globalExcludes } from './global-excludes.js'
import { heads } from './heads.js'
import { indexDamage, indexPrefixDamage } from './index-damage.js'
import { indexVersions } from './index-versions.js'
import { modesAndLinks } from './modes-and-links.js'
import { names } from './names.js'
import { oddObjects } from './odd-objects.js'
import { packedReferences } from './packed-references.js'
import { permissions } from './permissions.js'
import { repositoryLayouts } from './repository-layouts.js'
import { stagedChanges } from './staged-changes.js'
import { submodules } from './submodules.js'
import { symbolicHeads } from './symbolic-heads.js'
import { unclonedSubmodules } from './uncloned-submodules.js'
import { upToDateCheckouts } from './up-to-date.js'

/** Each family by its parts, whose names are unique within the family. */
export const families = {
  excludes: [excludePatterns, excludePlaces, globalExcludes],
  'index-forms': [indexVersions, conflicts, indexDamage, indexPrefixDamage],
  'modes-and-links': [modesAndLinks],
  names: [names],
  'filters-and-attributes': [filtersAndAttributes],
  'staged-changes': [stagedChanges],
  'file-times': [fileTimes, upToDateCheckouts],
  submodules: [submodules, gitmodules, unclonedSubmodules],
  'repository-forms': [
    ...[repositoryLayouts, gitFiles, heads, symbolicHeads, packedReferences, configForms],
    ...[damagedObjects, damagedPacks, oddObjects],
  ],
  permissions: [permissions],
} satisfies Record<string, States[]>

export type StateFamily = keyof typeof families

/** What means nothing to root, who may read everything. */
export const unprivilegedFamilies: readonly StateFamily[] = ['permissions']

export interface NamedState {
  family: StateFamily
  /** Says what the state is there for; unique within its family. */
  name: string
  scenario: Scenario
}

/** Worktree states on which the port is compared with go-git, each there for a reason that its name tells. */
export function stateCatalogue(): NamedState[] {
  return Object.entries(families).flatMap(([family, parts]) =>
    parts.flatMap((states) =>
      Object.entries(states).map(([name, value]) => ({
        family: family as StateFamily,
        name,
        scenario: Array.isArray(value) ? { steps: value } : value,
      })),
    ),
  )
}
