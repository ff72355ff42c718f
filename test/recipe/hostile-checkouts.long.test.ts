import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseIndex } from '../../src/git/index/index-file.js'
import { type GoGitProfile, profiles, traitsOf } from '../../src/git/profile.js'
import { resolveRevision } from '../../src/git/revision/resolve-revision.js'
import { readWorktreeStatus, type WorktreeStatus } from '../../src/git/worktree/read-worktree-status.js'
import { readChaosVersion } from '../../src/recipe/chaos-version/read-chaos-version.js'
import { anError } from '../support/expect-error.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { git } from '../support/git.js'
import { looseObjectPath, writeLooseBytes, writeLooseObject } from '../support/git-objects.js'
import { withChecksum } from '../support/index-bytes.js'
import { type BuiltScenario, type Step, withScenario, withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const isRoot = process.getuid?.() === 0
const tracked: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'version: "3.8"\n' },
  { do: 'write', path: 'folder/entry.sh', text: 'true\n' },
  { do: 'commit' },
]

/** A committed checkout with these further steps. */
function withCheckout<T>(steps: Step[], use: (built: BuiltScenario) => Promise<T>): Promise<T> {
  return withScenario({ steps: [...tracked, ...steps] }, use)
}

/** The status, with the proof that the checkout, the home and what lies outside stayed as they were. */
function statusOf({ dir, home, outside }: BuiltScenario, profile: GoGitProfile = '5.16'): Promise<WorktreeStatus> {
  return expectUntouched([dir, home, outside], () => readWorktreeStatus(dir, { home, profile }))
}

function letters({ files }: WorktreeStatus): string[] {
  return files.map(({ path, change }) => `${change} ${path}`)
}

/** What the status fails with. Its message names the place in question and is more than the code. */
async function failureOf(built: BuiltScenario, profile: GoGitProfile = '5.16'): Promise<Error> {
  try {
    await statusOf(built, profile)
  } catch (error) {
    return error as Error
  }
  throw new Error('an answer was given')
}

describe.each(profiles)('special files, as go-git %s', (profile) => {
  it.each(['.gitignore', '.git/index', '.git/HEAD'])('a FIFO as %s does not hang', (path) =>
    withCheckout([{ do: 'fifo', path }], async (built) => {
      const error = await failureOf(built, profile)
      expect(error).toEqual(anError('SAFETY_LIMIT'))
      expect(error.message).toContain(join(built.dir, path))
    }),
  )

  it.skipIf(!isRoot)('a device as .gitignore does not hang (needs root to make one)', () =>
    withCheckout([{ do: 'device', path: '.gitignore', kind: 'c', major: 1, minor: 5 }], async (built) => {
      expect(await failureOf(built, profile)).toEqual(anError('SAFETY_LIMIT'))
    }),
  )
})

describe('links', () => {
  const outwards: Step[] = [
    { do: 'write', path: 'outside:ignore', text: '*\n' },
    { do: 'link', path: '.gitignore', to: '../outside/ignore' },
  ]

  it.each(['5.16', '5.17'] as const)('a .gitignore that leads out of the checkout is not opened, %s', (profile) =>
    withCheckout(outwards, async (built) => {
      const error = await failureOf(built, profile)
      expect(error).toEqual(anError('SAFETY_LIMIT'))
      expect(error.message).toContain('.gitignore')
    }),
  )

  it('a .gitignore that leads out of the checkout counts for nothing in 5.19', () =>
    withCheckout(outwards, async (built) => {
      expect(letters(await statusOf(built, '5.19'))).toEqual(['?? .gitignore'])
    }))

  it.each(profiles)('a link loop as .gitignore is answered, %s', (profile) =>
    withCheckout([{ do: 'link', path: '.gitignore', to: '.gitignore' }], async (built) => {
      expect(letters(await statusOf(built, profile))).toEqual(['?? .gitignore'])
    }),
  )

  it.each(profiles)('a tracked folder replaced by a link to outside is answered, %s', (profile) =>
    withCheckout(
      [
        { do: 'remove', path: 'folder' },
        { do: 'write', path: 'outside:folder/entry.sh', text: 'true\n' },
        { do: 'write', path: 'outside:folder/secret', text: 'x\n' },
        { do: 'link', path: 'folder', to: '../outside/folder' },
      ],
      async (built) => {
        const status = await statusOf(built, profile)
        expect(status.clean).toBe(false)
        expect(JSON.stringify(status)).not.toContain('secret')
      },
    ),
  )
})

describe('sizes', () => {
  it('a .gitignore of 10 MB is just a file', () =>
    withCheckout([{ do: 'write', path: '.gitignore', repeat: '# nothing\n', times: 1 << 20 }], async (built) => {
      expect(letters(await statusOf(built))).toEqual(['?? .gitignore'])
    }))

  it('an untracked file of a terabyte is not read', () =>
    withCheckout([], async (built) => {
      const huge = join(built.dir, 'huge.img')
      writeFileSync(huge, '')
      truncateSync(huge, 2 ** 40)
      // Not through the snapshot, which would read it. Reading a terabyte does not end within the time limit of a test.
      expect(letters(await readWorktreeStatus(built.dir, { home: built.home }))).toEqual(['?? huge.img'])
    }))

  it.each(profiles)('a tracked file of a terabyte is told by the size of its blob, %s', (profile) =>
    withCheckout([], async ({ dir, home }) => {
      truncateSync(join(dir, 'compose.yml'), 2 ** 40)
      // Not through the snapshot, which would read it.
      expect(letters(await readWorktreeStatus(dir, { home, profile }))).toEqual([' M compose.yml'])
      const { chaosVersion } = await readChaosVersion(dir, { home, profile })
      expect(chaosVersion).toMatch(/\+U$/)
    }),
  )

  it('an index of more entries than fit into memory is refused', () =>
    withCheckout([], async ({ dir }) => {
      const bytes = readFileSync(join(dir, '.git/index'))
      expect(parseIndex(bytes, traitsOf('5.16'), 2).count).toBe(2)
      expect(() => parseIndex(bytes, traitsOf('5.16'), 1)).toThrow('has more than 1 entries')
    }))

  it('an index beyond 128 MiB is refused unread', () =>
    withCheckout([], async ({ dir, home }) => {
      const index = join(dir, '.git/index')
      truncateSync(index, 128 * 1024 * 1024 + 1)
      const status = readWorktreeStatus(dir, { home })
      await expect(status).rejects.toThrow(`${index} is larger than 134217728 bytes`)
      await expect(status).rejects.toThrow(anError('SAFETY_LIMIT'))
    }))

  it.each(['commit', 'tag'] as const)('a %s beyond 32 MiB is refused', (type) =>
    withCheckout([], async ({ dir, home }) => {
      const gitDir = join(dir, '.git')
      const head = git(dir, 'cat-file', 'commit', 'HEAD')
      const long = Buffer.alloc(32 * 1024 * 1024, 'x')
      const tag = `object ${git(dir, 'rev-parse', 'HEAD')}\ntype commit\ntag big\ntagger a <a@b> 1 +0000\n\n`
      const hash = writeLooseObject(gitDir, type, Buffer.concat([Buffer.from(type === 'tag' ? tag : head), long]))
      if (type === 'commit') writeFileSync(join(gitDir, 'refs/heads/main'), `${hash}\n`)
      else writeFileSync(join(gitDir, 'refs/tags/big'), `${hash}\n`)
      const asked = type === 'commit' ? readWorktreeStatus(dir, { home }) : resolveRevision(dir, 'big')
      await expect(asked).rejects.toThrow(`(${type} ${hash}) has more than 33554432 bytes`)
    }),
  )

  it('a tree that inflates to 200 MB is refused', () =>
    withCheckout([], async (built) => {
      const zeros = Buffer.alloc(200 * 1024 * 1024)
      const header = Buffer.from(`tree ${zeros.length}\0`)
      const bomb = deflateSync(Buffer.concat([header, zeros]))
      expect(bomb.length).toBeLessThan(1 << 20)
      const gitDir = join(built.dir, '.git')
      const tree = git(built.dir, 'rev-parse', 'HEAD^{tree}')
      rmSync(join(gitDir, looseObjectPath(tree)))
      writeLooseBytes(gitDir, tree, bomb)
      const error = await failureOf(built)
      expect(error).toEqual(anError('SAFETY_LIMIT'))
      expect(error.message).toContain(tree)
    }))

  it('folders 200 levels deep are answered', () => {
    const path = `${'d/'.repeat(200)}file`
    return withCheckout([{ do: 'write', path, text: 'x' }], async (built) => {
      expect(letters(await statusOf(built))).toEqual([`?? ${path}`])
    })
  })
})

describe('a damaged repository', () => {
  async function expectIndexInvalid(change: (bytes: Buffer) => Buffer): Promise<void> {
    await withCheckout([], async (built) => {
      const path = join(built.dir, '.git/index')
      writeFileSync(path, change(readFileSync(path)))
      for (const profile of profiles) {
        const error = await failureOf(built, profile)
        expect(error).toEqual(anError('INDEX_INVALID'))
        expect(error.message).toContain(path)
      }
    })
  }

  it.each([1, 4, 11, 12, 40, 73, 100, 150])('an index cut to %i bytes', (length) =>
    expectIndexInvalid((bytes) => bytes.subarray(0, length)),
  )

  it.each([1, 20])('an index that lacks its last %i bytes', (missing) =>
    expectIndexInvalid((bytes) => bytes.subarray(0, -missing)),
  )

  it('an index with a flipped bit', () =>
    expectIndexInvalid((bytes) => {
      const flipped = Buffer.from(bytes)
      flipped[30] = (flipped[30] ?? 0) ^ 1
      return flipped
    }))

  it('an index that claims four billion entries', () =>
    expectIndexInvalid((bytes) => {
      const claims = Buffer.from(bytes.subarray(0, -20))
      claims.writeUInt32BE(0xffff_ffff, 8)
      return withChecksum(claims)
    }))

  it('packed-refs that HEAD needs and that are garbage', () =>
    withCheckout([{ do: 'git', args: ['pack-refs', '--all'] }], async (built) => {
      const path = join(built.dir, '.git/packed-refs')
      expect(existsSync(join(built.dir, '.git/refs/heads/main'))).toBe(false)
      writeFileSync(path, 'one two three four\n')
      const error = await failureOf(built)
      expect(error).toEqual(anError('REFERENCE_INVALID'))
      expect(error.message).toContain(path)
    }))

  it('a missing root tree', () =>
    withCheckout([], async (built) => {
      const tree = git(built.dir, 'rev-parse', 'HEAD^{tree}')
      rmSync(join(built.dir, '.git', looseObjectPath(tree)))
      const error = await failureOf(built)
      expect(error).toEqual(anError('OBJECT_NOT_FOUND'))
      expect(error.message).toContain(tree)
    }))

  it('a HEAD of garbage is answered with zeros', () =>
    withCheckout([{ do: 'write', path: '.git/HEAD', text: 'no such thing\n' }], async ({ dir, home }) => {
      const { chaosVersion, head } = await expectUntouched([dir, home], () => readChaosVersion(dir, { home }))
      expect({ chaosVersion, hash: head.hash }).toEqual({ chaosVersion: '00000000+U', hash: '0'.repeat(40) })
    }))

  it.each<[what: string, steps: Step[], why: string]>([
    ['a folder', [{ do: 'write', path: '.git/HEAD/x', text: '' }], 'is a directory'],
    ['a link to itself', [{ do: 'link', path: '.git/HEAD', to: 'HEAD' }], 'too many levels of symbolic links'],
  ])('a HEAD that is %s is named', (_what, steps, why) =>
    withCheckout([{ do: 'remove', path: '.git/HEAD' }, ...steps], async (built) => {
      const error = await failureOf(built)
      expect(error).toEqual(anError('REPOSITORY_NOT_FOUND'))
      expect(error.message).toContain(`${join(built.dir, '.git/HEAD')} cannot be read (${why})`)
      expect(error.message).not.toContain('clone the recipe')
    }),
  )

  it('a folder that is missing, or has no repository, or is a file', () =>
    withScratch(async (dir) => {
      const missing = join(dir, 'missing')
      await expect(readWorktreeStatus(missing, { home: dir })).rejects.toEqual(anError('CHECKOUT_NOT_FOUND'))
      await expect(readWorktreeStatus(dir, { home: dir })).rejects.toEqual(anError('REPOSITORY_NOT_FOUND'))
    }))
})

describe('commands of the configuration', () => {
  it('are never run', () =>
    withCheckout([], async (built) => {
      const marker = join(built.outside, 'ran')
      const command = join(built.outside, 'command.sh')
      writeFileSync(command, `#!/bin/sh\ntouch ${marker}\n`)
      chmodSync(command, 0o755)
      const hooks = join(built.outside, 'hooks')
      mkdirSync(hooks)
      for (const name of ['post-index-change', 'post-checkout', 'pre-commit', 'reference-transaction'])
        cpSync(command, join(hooks, name))
      mkdirSync(join(built.dir, '.git/hooks'), { recursive: true })
      cpSync(command, join(built.dir, '.git/hooks/post-index-change'))
      const config = [
        '[core]',
        `\thooksPath = ${hooks}`,
        `\tfsmonitor = ${command}`,
        `\tsshCommand = ${command}`,
        `\tpager = ${command}`,
        '[filter "run"]',
        `\tclean = ${command}`,
        `\tsmudge = ${command}`,
        `\tprocess = ${command}`,
        '\trequired = true',
        '[diff "run"]',
        `\ttextconv = ${command}`,
        `\texternal = ${command}`,
      ].join('\n')
      const path = join(built.dir, '.git/config')
      writeFileSync(path, `${readFileSync(path, 'utf8')}${config}\n`)
      writeFileSync(join(built.home, '.gitconfig'), `${config}\n`)
      writeFileSync(join(built.dir, '.gitattributes'), '* filter=run diff=run\n')
      writeFileSync(join(built.dir, 'compose.yml'), 'version: "3.9"\n')
      for (const profile of profiles) {
        expect(letters(await statusOf(built, profile))).toEqual(['?? .gitattributes', ' M compose.yml'])
        expect(existsSync(marker)).toBe(false)
      }
      // git itself does run them, and fails for what they print.
      expect(() => git(built.dir, 'status')).toThrow()
      expect(existsSync(marker)).toBe(true)
    }))
})

function hasSetpriv(): boolean {
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(!isRoot || !hasSetpriv())('permissions (needs root and setpriv, to be somebody else)', () => {
  /** Runs the built program as nobody; from a copy of it, for the folder it was built in may be closed to nobody. */
  async function askAsNobody({ dir, home }: BuiltScenario) {
    const into = resolve(dir, '..')
    chmodSync(into, 0o755)
    demandFreshBuild()
    cpSync(resolve('dist'), join(into, 'package/dist'), { recursive: true })
    writeFileSync(join(into, 'package/package.json'), readFileSync('package.json'))
    const program = join(into, 'package/dist/cli/start.cjs')
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
    const args = [...nobody, process.execPath, program, 'chaos-version', dir, '--home', home, '--json']
    return expectUntouched(
      [dir, home],
      () =>
        new Promise<{ exitCode: number; stdout: string; stderr: string }>((done) => {
          execFile('setpriv', args, { env: { PATH: process.env['PATH'] ?? '' }, cwd: '/' }, (error, stdout, stderr) => {
            done({ exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr })
          })
        }),
    )
  }

  it('an answer is given where everything can be read', () =>
    withCheckout([], async (built) => {
      const { exitCode, stdout, stderr } = await askAsNobody(built)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(JSON.parse(stdout)).toMatchObject({ clean: true })
    }))

  it.each<[string, string, Step]>([
    ['an unreadable index', '.git/index', { do: 'chmod', path: '.git/index', mode: '000' }],
    ['an unreadable folder', 'folder', { do: 'chmod', path: 'folder', mode: '000' }],
  ])('%s is named', (_name, path, step) =>
    withCheckout([step], async (built) => {
      const { exitCode, stdout, stderr } = await askAsNobody(built)
      expect({ exitCode, code: JSON.parse(stdout).error?.code }).toEqual({ exitCode: 2, code: 'FILE_UNREADABLE' })
      expect(stderr).toContain(join(built.dir, path))
      expect(stderr).toMatch(/^abra-deploy-version: [^\n]+\n$/)
    }),
  )

  it('an unreadable tracked file is modified', () =>
    withCheckout(
      [
        { do: 'write', path: 'compose.yml', text: 'version: "3.9"\n' },
        { do: 'chmod', path: 'compose.yml', mode: '000' },
      ],
      async (built) => {
        const { exitCode, stdout } = await askAsNobody(built)
        expect(exitCode).toBe(0)
        expect(JSON.parse(stdout)).toMatchObject({ clean: false, files: [{ path: 'compose.yml', change: ' M' }] })
      },
    ))
})
