import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Scene } from './measurement.js'
import type { Scratch } from './scratch.js'
import { settle, treePath } from './tree-repository.js'

export interface DirtyState {
  readonly scene: Scene
  /** Makes a clean checkout dirty. */
  apply(dir: string, files: number): void
  /** Makes it clean again; where there is none, the state is the last. */
  revert?(scratch: Scratch, dir: string, files: number): Promise<void>
}

const overlay = 'compose.overlay.yml'
/** It comes last in its folder. */
const deepFile = 'zz-untracked.yml'

function lastFile(files: number): string {
  return treePath(files - 1, files)
}

/** One file out of place, in four ways. In each the rest of the tree is clean. */
export const dirtyStates: readonly DirtyState[] = [
  {
    scene: 'overlay',
    apply: (dir) => writeFileSync(join(dir, overlay), 'services: {}\n'),
    revert: async (_scratch, dir) => unlinkSync(join(dir, overlay)),
  },
  {
    scene: 'deep',
    apply: (dir, files) => writeFileSync(join(dir, dirname(lastFile(files)), deepFile), 'services: {}\n'),
    revert: async (_scratch, dir, files) => unlinkSync(join(dir, dirname(lastFile(files)), deepFile)),
  },
  {
    scene: 'deleted',
    apply: (dir, files) => unlinkSync(join(dir, lastFile(files))),
    revert: async (scratch, dir, files) => {
      await scratch.git(dir, ['checkout', '--quiet', '--', lastFile(files)])
      await settle(scratch, dir)
    },
  },
  {
    scene: 'modified',
    apply: (dir, files) => {
      const path = join(dir, lastFile(files))
      writeFileSync(path, readFileSync(path, 'utf8').replace('#', '!'))
    },
  },
]
