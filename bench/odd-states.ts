import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { OddScene } from './measurement.js'
import type { Scratch } from './scratch.js'
import { settleDirty, treePath } from './tree-repository.js'

export interface OddState {
  readonly scene: OddScene
  readonly answer: 'clean' | 'dirty'
  /** Makes an ordinary checkout odd. */
  apply(scratch: Scratch, dir: string, files: number): Promise<unknown>
  /** Makes it ordinary again. */
  revert(scratch: Scratch, dir: string, files: number): Promise<unknown>
}

/** One thing that sets of paths do not show; the rest of the tree is clean and ordinary. */
export const oddStates: readonly OddState[] = [
  {
    scene: 'skipped',
    answer: 'clean',
    apply: (scratch, dir, files) => scratch.git(dir, ['update-index', '--skip-worktree', middleFile(files)]),
    revert: (scratch, dir, files) => scratch.git(dir, ['update-index', '--no-skip-worktree', middleFile(files)]),
  },
  {
    scene: 'attributes',
    answer: 'clean',
    async apply(_scratch, dir) {
      mkdirSync(join(dir, '.git/info'), { recursive: true })
      writeFileSync(join(dir, '.git/info/attributes'), '*.bin filter=swap\n')
    },
    revert: async (_scratch, dir) => unlinkSync(join(dir, '.git/info/attributes')),
  },
  {
    scene: 'conflict',
    answer: 'dirty',
    async apply(scratch, dir, files) {
      const path = middleFile(files)
      // Another file's content: go-git compares the first stage, and would find no change in a conflict of equal ones.
      const hash = (await scratch.git(dir, ['rev-parse', `:${treePath(0, files)}`])).trim()
      const stages = [1, 2, 3].map((stage) => `100644 ${hash} ${stage}\t${path}\n`)
      await scratch.git(dir, ['update-index', '--index-info'], [`0 ${'0'.repeat(40)}\t${path}\n`, ...stages])
    },
    revert: (scratch, dir, files) => scratch.git(dir, ['reset', '--quiet', '--', middleFile(files)]),
  },
  {
    scene: 'submodule',
    answer: 'clean',
    async apply(scratch, dir) {
      const source = `${dir}.module`
      await scratch.git(scratch.dir, ['init', '--quiet', source])
      await scratch.git(source, ['commit', '--quiet', '--allow-empty', '--message', 'module'])
      await scratch.git(dir, [
        ...['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', source, 'library/module'],
      ])
      await scratch.git(dir, ['commit', '--quiet', '--message', 'a submodule'])
    },
    revert: async (scratch, dir) => {
      await scratch.git(dir, ['submodule', '--quiet', 'deinit', '--all', '--force'])
      await scratch.git(dir, ['reset', '--quiet', '--hard', 'HEAD~'])
    },
  },
  {
    scene: 'odd-name',
    answer: 'clean',
    async apply(scratch, dir, files) {
      writeFileSync(join(dir, dirname(middleFile(files)), 'aux.yml'), 'x: 1\n')
      await scratch.git(dir, ['add', '.'])
      await scratch.git(dir, ['commit', '--quiet', '--message', 'an odd name'])
    },
    revert: (scratch, dir) => scratch.git(dir, ['reset', '--quiet', '--hard', 'HEAD~']),
  },
]

/** Puts a checkout into a state, or back, so that no file is in doubt. */
export async function changeState(
  scratch: Scratch,
  dir: string,
  files: number,
  change: OddState['apply'],
): Promise<void> {
  await change(scratch, dir, files)
  await settleDirty(scratch, dir)
}

function middleFile(files: number): string {
  return treePath(Math.floor(files / 2), files)
}
