import { join } from 'node:path'
import { InternalError } from '../src/errors.js'
import type { GoGitProfile } from '../src/git/profile.js'
import { goGitReleases } from '../src/golden/cases/go-git-builds.js'
import { ReferenceProcess } from '../src/golden/cases/reference-process.js'
import { peakMemory } from './peak-memory.js'
import type { Scratch } from './scratch.js'
import type { Subject } from './subject.js'

/** Nothing here hangs, and go-git takes minutes where it has to inflate many objects. */
const patience = '900s'

/** Opening and Status of the real go-git, inside its process and by its own clock. */
export function goGitSubject(
  profile: GoGitProfile,
  options: { programs: string; scratch: Scratch; dir: string; clean: boolean },
): Subject {
  const { programs, scratch, dir, clean } = options
  const name = `go-git ${goGitReleases[profile]}`
  const reference = new ReferenceProcess(join(programs, `reference-${profile}`), patience)
  return {
    name,
    async run() {
      const { goGit, clock, ...rest } = await reference.ask({ dir, home: scratch.home, stages: [], clock: 1 })
      const [nanoseconds] = clock !== undefined && 'nanoseconds' in clock ? clock.nanoseconds : []
      if (nanoseconds === undefined) throw new InternalError(`${name}: ${JSON.stringify({ clock, ...rest })}`)
      if (goGit !== goGitReleases[profile]) throw new InternalError(`${name} was built with ${goGit}`)
      if (clock === undefined || !('clean' in clock) || clock.clean !== clean) throw new InternalError(`${name} errs`)
      return nanoseconds / 1e6
    },
    peak: async () => (reference.pid === undefined ? undefined : peakMemory(reference.pid)),
    close: () => reference.close(),
  }
}
