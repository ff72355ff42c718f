import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withScratch } from './scenario.js'

/** A file system of its own in memory, which can be full or read-only without harm to any other. */
export interface SmallDisk {
  readonly dir: string
  /** Leaves so many bytes free, rounded down to whole blocks. */
  fill(leftBytes: number): void
  /** Makes the room free again. */
  empty(): void
  readOnly(): void
}

/** Whether this machine lets us mount one. */
export function canMount(): boolean {
  const probe = 'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs "$d" && umount "$d"; s=$?; rmdir "$d"; exit $s'
  return spawnSync('sh', ['-c', probe]).status === 0
}

export function withSmallDisk<T>(use: (disk: SmallDisk, beside: string) => Promise<T>): Promise<T> {
  return withScratch(async (beside) => {
    const dir = join(beside, 'disk')
    const filler = join(dir, '.filler')
    mkdirSync(dir)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dir])
    const disk: SmallDisk = {
      dir,
      fill(leftBytes) {
        const { bavail, bsize } = statfsSync(dir)
        writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)))
      },
      empty: () => rmSync(filler, { force: true }),
      readOnly: () => execFileSync('mount', ['-o', 'remount,ro', dir]),
    }
    try {
      return await use(disk, beside)
    } finally {
      execFileSync('umount', [dir])
    }
  })
}
