import { describe, it } from 'vitest'
import { expectPrinted, makeReadmeSample, markedBlock } from '../support/readme-sample.js'
import { withScratch } from '../support/scenario.js'

describe('docs/stamp.md', () => {
  it('shows the environment of app as stamp prints it', () =>
    withScratch(async (scratch) =>
      expectPrinted(markedBlock('docs/stamp.md', 'stamp environment'), makeReadmeSample(scratch)),
    ))
})
