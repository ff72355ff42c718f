import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAbraVersionError } from '../../../src/errors.js'
import type { GoGitProfile } from '../../../src/git/profile.js'
import { chaosVersion } from '../../../src/recipe/chaos-version/chaos-version.js'
import { git } from '../../support/git.js'
import { type Step, withScenario } from '../../support/scenario.js'

const release: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'write', path: 'elsewhere/file', text: 'two\n' },
  { do: 'commit' },
]

/** As index.skipHash of git 2.40 leaves it, and feature.manyFiles with it. */
function dropChecksum(dir: string): void {
  const bytes = readFileSync(join(dir, '.git/index'))
  writeFileSync(join(dir, '.git/index'), bytes.fill(0, bytes.length - 20))
}

/** As JGit names it: by the objects that it holds. */
function renamePack(dir: string): void {
  git(dir, 'repack', '-adq')
  const folder = join(dir, '.git/objects/pack')
  for (const name of readdirSync(folder))
    renameSync(join(folder, name), join(folder, name.replace(/[0-9a-f]{40}/, '1'.repeat(40))))
}

/** Forms that git reads, and go-git, of this profile, refuses. */
const forms: [form: string, make: (dir: string) => void, code: string, profile: GoGitProfile][] = [
  ['a split index', (dir) => git(dir, 'update-index', '--split-index'), 'INDEX_INVALID', '5.16'],
  [
    'a split index by the config',
    (dir) => {
      git(dir, 'config', 'core.splitIndex', 'true')
      git(dir, 'update-index', '--force-write-index')
    },
    'INDEX_INVALID',
    '5.19',
  ],
  [
    'a sparse index',
    (dir) => git(dir, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'none'),
    'INDEX_INVALID',
    '5.16',
  ],
  ['an index without a checksum', dropChecksum, 'INDEX_INVALID', '5.16'],
  ['a pack named by its objects', renamePack, 'OBJECT_INVALID', '5.17'],
]

describe('the commands that an error names', () => {
  it.each(forms)('make go-git read %s', (_form, make, code, profile) =>
    withScenario({ steps: release }, async ({ dir, home }) => {
      const head = git(dir, 'rev-parse', 'HEAD').slice(0, 8)
      make(dir)
      expect(git(dir, 'status', '--porcelain')).toBe('')
      const error = await chaosVersion(dir, { home, profile }).catch((thrown: unknown) => thrown)
      if (!isAbraVersionError(error)) throw error
      expect(error.code).toBe(code)
      const commands = [...error.advice.matchAll(/`git ([^`]+)`/g)].map(([, command = '']) => command)
      expect(commands).not.toEqual([])
      for (const command of commands) git(dir, ...command.split(' '))
      expect(await chaosVersion(dir, { home, profile })).toBe(head)
    }),
  )
})
