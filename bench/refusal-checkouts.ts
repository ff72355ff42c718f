import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Scratch } from './scratch.js'
import { cloneTree, settle } from './tree-repository.js'

/** A kind of checkout of any size: how to make one, and what is read of it. */
export interface RefusalCheckout {
  /** What `size` counts. */
  readonly name: string
  /** Of the one that is read, in a whole run. */
  readonly size: number
  make(scratch: Scratch, dir: string, size: number): Promise<void>
  /** Resolved instead of the status. */
  revision?(size: number): string
}

const mebibyte = 2 ** 20

/** All are harmless to git: what is refused is only larger than the bound that it is read with. */
export const refusalCheckouts: readonly RefusalCheckout[] = [
  {
    name: 'files of a clean clone',
    size: 2_048,
    make: (scratch, dir, size) => cloneTree(scratch, size, dir),
  },
  {
    // The index lists none of them, so each is a difference.
    name: 'entries of trees that repeat',
    size: 2_048,
    async make(scratch, dir, size) {
      await scratch.git(scratch.dir, ['init', '--quiet', dir])
      const blob = (await scratch.git(dir, ['hash-object', '-w', '--stdin'], ['x'])).trim()
      let tree = await makeTree(scratch, dir, `100644 blob ${blob}\tfile`)
      for (let files = 1; files < size; files *= 2)
        tree = await makeTree(scratch, dir, `040000 tree ${tree}\ta`, `040000 tree ${tree}\tb`)
      const commit = await scratch.git(dir, ['commit-tree', '-m', 'repeating', tree])
      await scratch.git(dir, ['update-ref', 'HEAD', commit.trim()])
    },
  },
  {
    name: 'commits of a history',
    size: 2_048,
    async make(scratch, dir, size) {
      await scratch.git(scratch.dir, ['init', '--quiet', dir])
      await scratch.git(dir, ['fast-import', '--quiet'], commits(size + 1))
    },
    revision: (size) => `HEAD~${size}`,
  },
  {
    // Their times are not those of the index, so their content has to be looked at.
    name: 'MiB of tracked files that are hashed',
    size: 8,
    async make(scratch, dir, size) {
      await scratch.git(scratch.dir, ['init', '--quiet', dir])
      const files = Array.from({ length: size }, (_, i) => join(dir, `file-${i}`))
      for (const [i, file] of files.entries()) writeFileSync(file, Buffer.alloc(mebibyte, i + 1))
      await scratch.git(dir, ['add', '.'])
      await scratch.git(dir, ['commit', '--quiet', '--message', 'large'])
      await settle(scratch, dir)
      for (const file of files) utimesSync(file, 1_704_067_200, 1_704_067_200)
    },
  },
  {
    name: 'untracked files',
    size: 2_048,
    async make(scratch, dir, size) {
      await cloneTree(scratch, 1, dir)
      for (let i = 0; i < size; i++) {
        const path = join(dir, `new-${i % 50}`, `file-${i}`)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, '')
      }
    },
  },
]

async function makeTree(scratch: Scratch, dir: string, ...entries: string[]): Promise<string> {
  return (await scratch.git(dir, ['mktree'], [`${entries.join('\n')}\n`])).trim()
}

function* commits(count: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    const time = 1_704_067_200 + i
    yield `commit refs/heads/main\ncommitter Cleo Committer <committer@example.com> ${time} +0000\ndata 1\nx\n`
  }
}
