import { commands } from './families/commands.js'
import { damage } from './families/damage.js'
import { large } from './families/large.js'
import { layouts } from './families/layouts.js'
import { links, specialFiles } from './families/links-and-special-files.js'
import { savedFiles } from './families/saved-files.js'
import { growing, sizes } from './families/sizes.js'
import { swarms } from './families/swarms.js'
import { terminal } from './families/terminal.js'
import { repeating, trees } from './families/trees.js'
import type { HostileCase, HostileFamily } from './hostile-case.js'

/** Each family, and what a command must do with it, for docs/security.md. */
export const hostileFamilies = {
  commands: { about: 'programs named by hooks, filters, config, origins, submodules, shell texts', cases: commands },
  links: { about: 'symbolic links that lead outside, to devices, to themselves', cases: links },
  'special-files': { about: 'FIFOs and sockets where a file is read', cases: specialFiles },
  trees: { about: 'commits whose tree names .git in disguise, .., odd links, odd modes', cases: trees },
  repeating: { about: 'objects that describe more than they weigh', cases: repeating },
  damage: { about: "git's own files, cut, changed or made up", cases: damage },
  layouts: { about: "where git's parts lie, and lead; long revisions", cases: layouts },
  sizes: { about: 'large files of git and many files', cases: sizes },
  large: { about: 'an index and a tree of 1,000,000 entries', cases: large },
  growing: { about: 'compose and app files that grow as they are read', cases: growing },
  terminal: { about: 'control characters in every name and text', cases: terminal },
  swarms: { about: 'answers of a Docker or of a proxy before it', cases: swarms },
  'saved-files': {
    about: 'recordings, run records, baselines, settings and golden cases of strangers',
    cases: savedFiles,
  },
} as const satisfies Record<string, { about: string; cases: HostileFamily }>

export function hostileCatalogue(): HostileCase[] {
  return Object.entries(hostileFamilies).flatMap(([family, { cases }]) =>
    Object.entries(cases as HostileFamily).map(([name, value]) => ({
      family,
      name,
      ...(Array.isArray(value) ? { steps: value } : (value as Exclude<typeof value, readonly unknown[]>)),
    })),
  )
}
