import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReleaseState } from './release-problems.js'
import type { Lock } from './supply-chain.js'

interface VersionedLock extends Lock {
  version?: string
}

/** Reads what lies in the folder of the package. */
export function readReleaseState(root: string): ReleaseState {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  const lock = JSON.parse(read('package-lock.json')) as VersionedLock
  return {
    manifest: JSON.parse(read('package.json')),
    lock,
    lockVersions: [lock.version, lock.packages?.['']?.version],
    changelog: read('CHANGELOG.md'),
    changes: git('status', '--porcelain'),
    tags: git('tag', '--list').split('\n'),
  }
}
