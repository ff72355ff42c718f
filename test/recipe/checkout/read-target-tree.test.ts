import { expect, it } from 'vitest'
import { TreeReader } from '../../../src/git/diff/tree-nodes.js'
import { ObjectStore } from '../../../src/git/objects/object-store.js'
import { defaultProfile } from '../../../src/git/profile.js'
import { openRepository } from '../../../src/git/repository/open-repository.js'
import { recipe } from '../../../src/golden/scenario/step-shorthands.js'
import { readTargetTree } from '../../../src/recipe/checkout/read-target-tree.js'
import { git } from '../../support/git.js'
import { withScenario } from '../../support/scenario.js'

it('a tree of more files than a checkout writes is refused, however few objects describe it', () =>
  withScenario({ steps: recipe }, async ({ dir }) => {
    const tree = git(dir, 'rev-parse', 'HEAD^{tree}').trim()
    const { gitDir, traits } = openRepository(dir, defaultProfile)
    const store = new ObjectStore(gitDir, traits)
    try {
      const read = (most: number) => readTargetTree(new TreeReader(store, dir, traits), tree, dir, most)
      expect(read(5).size).toBe(5)
      expect(() => read(4)).toThrow(expect.objectContaining({ code: 'SAFETY_LIMIT' }))
    } finally {
      store.close()
    }
  }))
