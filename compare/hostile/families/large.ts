import { shell } from '../../../src/golden/scenario/step-shorthands.js'
import type { HostileFamily } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

const million = 1_000_000

/** Large, and harmless to git: answered, or refused before they take the memory. No file is made. */
export const large: HostileFamily = {
  'an index of 1,000,000 entries': [
    ...recipe,
    shell(
      `awk 'BEGIN { for (i = 0; i < ${million}; i++) printf "100644 ${'12'.repeat(20)} 0\\td%d/f%d\\n", i / 1000, i % 1000 }' | git update-index --index-info`,
    ),
  ],
  'a tree of 1,000,000 entries that repeat': {
    steps: [
      ...recipe,
      shell(
        [
          'b=$(printf x | git hash-object -w --stdin)',
          `t=$(awk -v b=$b 'BEGIN { for (i = 0; i < 1000; i++) printf "100644 blob %s\\tf%03d\\n", b, i }' | git mktree)`,
          `t=$(awk -v t=$t 'BEGIN { for (i = 0; i < 1000; i++) printf "040000 tree %s\\td%03d\\n", t, i }' | git mktree)`,
          'git tag 9.9.9+9.9.9 $(git commit-tree $t -m large -p HEAD)',
        ].join(' && '),
      ),
    ],
    ref: '9.9.9+9.9.9',
    env: 'TYPE=checkout:9.9.9+9.9.9\nDOMAIN=a.example.com\n',
  },
}
