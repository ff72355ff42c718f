import fc from 'fast-check'
import type { Scenario, Step } from '../../src/golden/scenario/scenario.js'
import { commit, git, settle } from '../../src/golden/scenario/step-shorthands.js'
import { damage } from './random-damage.js'
import { configuring, excluding, submodules } from './random-oddities.js'
import { fileOperation, gitOperation, writeFile } from './random-operations.js'

const operation: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 10, arbitrary: fileOperation },
  { weight: 10, arbitrary: gitOperation },
  { weight: 4, arbitrary: excluding },
  { weight: 1, arbitrary: configuring },
  { weight: 2, arbitrary: submodules },
  { weight: 2, arbitrary: damage },
)

const committing = fc
  .array(fc.oneof({ weight: 5, arbitrary: writeFile }, { weight: 1, arbitrary: fileOperation }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((writes): Step[] => [...writes.flat(), commit])

/** Objects in a pack as well: then the port need not read most files. */
const packed: Step[] = [git('repack', '-adq'), settle]

/**
 * A worktree state: one to three commits of a few files in a few folders, then up to eight operations of the file system and of git, any of
 * which may be refused. It shrinks by leaving out operations and by taking simpler ones.
 */
export const randomState: fc.Arbitrary<Scenario> = fc
  .tuple(
    fc.array(committing, { minLength: 1, maxLength: 3 }),
    fc.constantFrom<Step[]>([], [settle], packed, packed),
    fc.array(operation, { minLength: 1, maxLength: 8 }),
  )
  .map((parts) => ({ steps: parts.flat(2).map((step) => ({ ...step, mayFail: true })) }))
