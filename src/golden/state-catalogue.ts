import type { Scenario } from './scenario.js'
import { configForms } from './states/config-forms.js'
import { conflicts } from './states/conflicts.js'
import { damagedObjects } from './states/damaged-objects.js'
import { damagedPacks } from './states/damaged-packs.js'
import { excludePatterns } from './states/exclude-patterns.js'
import { excludePlaces } from './states/exclude-places.js'
import { fileTimes } from './states/file-times.js'
import { filtersAndAttributes } from './states/filters-and-attributes.js'
import { gitFiles } from './states/git-files.js'
import { gitmodules } from './states/gitmodules.js'
import { globalExcludes } from './states/global-excludes.js'
import { heads } from './states/heads.js'
import { indexDamage, indexPrefixDamage } from './states/index-damage.js'
import { indexVersions } from './states/index-versions.js'
import { modesAndLinks } from './states/modes-and-links.js'
import { names } from './states/names.js'
import { oddObjects } from './states/odd-objects.js'
import { packedReferences } from './states/packed-references.js'
import { permissions } from './states/permissions.js'
import { repositoryLayouts } from './states/repository-layouts.js'
import { settledCheckouts } from './states/settled.js'
import { stagedChanges } from './states/staged-changes.js'
import type { States } from './states/step-shorthands.js'
import { submodules } from './states/submodules.js'
import { symbolicHeads } from './states/symbolic-heads.js'
import { unclonedSubmodules } from './states/uncloned-submodules.js'

/** Each family by its parts, whose names are unique within the family. */
export const families = {
  excludes: [excludePatterns, excludePlaces, globalExcludes],
  'index-forms': [indexVersions, conflicts, indexDamage, indexPrefixDamage],
  'modes-and-links': [modesAndLinks],
  names: [names],
  'filters-and-attributes': [filtersAndAttributes],
  'staged-changes': [stagedChanges],
  'file-times': [fileTimes, settledCheckouts],
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
