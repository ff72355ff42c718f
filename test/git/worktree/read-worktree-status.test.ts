import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { profiles } from '../../../src/git/profile.js'
import { readWorktreeStatus } from '../../../src/git/worktree/read-worktree-status.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { looseObjectPath } from '../../support/git-objects.js'
import { type Step, withScenario } from '../../support/scenario.js'
import { statusLines } from '../../support/status.js'

const RECIPE: Step[] = [{ do: 'write', path: 'compose.yml', text: 'x\n' }, { do: 'commit' }, { do: 'settle' }]
const runGit = (...args: string[]): Step => ({ do: 'git', args })

/** HEAD as each profile says it, null for unborn, or the code of the error. */
async function heads(steps: Step[]): Promise<unknown[]> {
  return withScenario({ steps }, async ({ dir, home }) => {
    const asked = profiles.map((profile) => readWorktreeStatus(dir, { home, profile }))
    const answers = await Promise.allSettled(asked)
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.head : answer.reason.code))
  })
}

afterEach(() => void vi.unstubAllEnvs())

describe('the answer', () => {
  it('holds HEAD, what differs, and whether the releases agree', async () => {
    const steps: Step[] = [
      ...RECIPE,
      { do: 'append', path: 'compose.yml', text: 'y\n' },
      { do: 'write', path: 'new', text: '' },
    ]
    await withScenario({ steps }, async ({ dir, home }) => {
      for (const profile of profiles) {
        expect(await readWorktreeStatus(dir, { home, profile })).toEqual({
          head: { hash: git(dir, 'rev-parse', 'HEAD'), name: 'refs/heads/main' },
          clean: false,
          files: [
            { path: 'compose.yml', change: ' M' },
            { path: 'new', change: '??' },
          ],
          profile,
          profilesAgree: true,
        })
      }
    })
  })

  it('is that of 5.16 unless another release is named', async () => {
    const steps: Step[] = [
      ...RECIPE,
      { do: 'write', path: '.git/info/exclude', text: 'hidden\n' },
      { do: 'write', path: 'hidden', text: '' },
    ]
    await withScenario({ steps }, async ({ dir, home }) => {
      expect(await readWorktreeStatus(dir, { home })).toMatchObject({
        clean: true,
        files: [],
        profile: '5.16',
        profilesAgree: false,
      })
      expect(await readWorktreeStatus(dir, { home, profile: '5.19' })).toMatchObject({
        clean: false,
        files: [{ path: 'hidden', change: '??' }],
        profile: '5.19',
        profilesAgree: false,
      })
    })
  })

  it('takes HOME from the environment unless it is named', async () => {
    const steps: Step[] = [
      ...RECIPE,
      { do: 'write', path: 'home:.gitconfig', text: '[core]\nexcludesfile = ~/ignore\n' },
      { do: 'write', path: 'home:ignore', text: 'hidden\n' },
      { do: 'write', path: 'hidden', text: '' },
    ]
    await withScenario({ steps }, async ({ dir, home, outside }) => {
      vi.stubEnv('HOME', home)
      expect((await readWorktreeStatus(dir)).clean).toBe(true)
      expect((await readWorktreeStatus(dir, { home: outside })).clean).toBe(false)
      vi.stubEnv('HOME', outside)
      expect((await readWorktreeStatus(dir)).clean).toBe(false)
      vi.stubEnv('HOME', '')
      await expect(readWorktreeStatus(dir)).rejects.toThrow(anError('HOME_UNKNOWN'))
      vi.stubEnv('HOME', undefined)
      await expect(readWorktreeStatus(dir)).rejects.toThrow(anError('HOME_UNKNOWN'))
    })
  })

  it('is the same for a folder named in another way: relative, with a slash, through a link', async () => {
    await withScenario(
      { steps: [...RECIPE, { do: 'link', path: 'outside:link', to: '../checkout' }] },
      async ({ dir, home, outside }) => {
        const expected = await readWorktreeStatus(dir, { home })
        for (const named of [`${dir}/`, `${dir}/.`, `${dir}/../checkout`, `${outside}/link`]) {
          expect(await readWorktreeStatus(named, { home }), named).toEqual(expected)
        }
        const relative = `../../../../../../../../../../../..${dir}`
        expect(await readWorktreeStatus(relative, { home })).toEqual(expected)
      },
    )
  })
})

describe('paths', () => {
  it('are text: bytes that are no UTF-8 as \\xNN, backslashes doubled, in the order of their bytes', async () => {
    const names = ['\\xff', 'caf\\xe9/x', 'é', 'a\\\\b', '\\\\x41', 'line\nend']
    const steps: Step[] = [...RECIPE, ...names.map((path): Step => ({ do: 'write', path, text: '' }))]
    await withScenario({ steps }, async (built) => {
      const expected = ['\\\\x41', 'a\\\\b', 'caf\\xe9/x', 'line\nend', 'é', '\\xff'].map((path) => `?? ${path}`)
      for (const profile of profiles) expect(await statusLines(built, profile), profile).toEqual(expected)
    })
  })

  it('of tracked files are too', async () => {
    const names = ['\\xff', 'caf\\xe9/x', 'a\\\\b']
    const steps: Step[] = [
      ...names.map((path): Step => ({ do: 'write', path, text: '' })),
      { do: 'commit' },
      { do: 'settle' },
    ]
    await withScenario({ steps }, async (built) => {
      for (const profile of profiles) expect(await statusLines(built, profile), profile).toEqual([])
    })
    const gone = names.map((path): Step => ({ do: 'remove', path }))
    await withScenario({ steps: [...steps, ...gone] }, async (built) => {
      const expected = [' D a\\\\b', ' D caf\\xe9/x', ' D \\xff']
      for (const profile of profiles) expect(await statusLines(built, profile), profile).toEqual(expected)
    })
  })
})

describe('HEAD', () => {
  it('is null without a commit, and everything is added (L12)', async () => {
    const steps: Step[] = [
      { do: 'write', path: 'a', text: '' },
      runGit('add', '.'),
      { do: 'write', path: 'b', text: '' },
    ]
    await withScenario({ steps }, async ({ dir, home }) => {
      for (const profile of profiles) {
        expect(await readWorktreeStatus(dir, { home, profile })).toEqual({
          head: null,
          clean: false,
          files: [
            { path: 'a', change: 'A ' },
            { path: 'b', change: '??' },
          ],
          profile,
          profilesAgree: true,
        })
      }
    })
  })

  it('is null and the worktree clean in an empty repository', async () => {
    await withScenario({ steps: [] }, async ({ dir, home }) => {
      for (const profile of profiles) {
        expect(await readWorktreeStatus(dir, { home, profile })).toMatchObject({ head: null, clean: true, files: [] })
      }
    })
  })

  it('is named HEAD when it is detached', async () => {
    await withScenario({ steps: [...RECIPE, runGit('checkout', '-q', '--detach')] }, async ({ dir, home }) => {
      const hash = git(dir, 'rev-parse', 'HEAD')
      for (const profile of profiles) {
        expect((await readWorktreeStatus(dir, { home, profile })).head).toEqual({ hash, name: 'HEAD' })
      }
    })
  })

  it('is the last of a chain of names, packed or not', async () => {
    const steps = [
      ...RECIPE,
      runGit('symbolic-ref', 'refs/heads/alias', 'refs/heads/main'),
      runGit('symbolic-ref', 'HEAD', 'refs/heads/alias'),
      runGit('pack-refs', '--all'),
    ]
    for (const head of await heads(steps)) expect(head).toMatchObject({ name: 'refs/heads/main' })
  })

  it.each<[what: string, steps: Step[], expected: unknown]>([
    [
      'names a branch that is not there (L12)',
      [{ do: 'write', path: '.git/HEAD', text: 'ref: refs/heads/other\n' }],
      null,
    ],
    [
      'is garbage: the zero hash (L12)',
      [{ do: 'write', path: '.git/HEAD', text: 'garbage\n' }],
      { hash: '0'.repeat(40), name: 'HEAD' },
    ],
    [
      'is a commit that is not there (L12)',
      [{ do: 'write', path: '.git/HEAD', text: `${'1'.repeat(40)}\n` }],
      'OBJECT_NOT_FOUND',
    ],
    [
      'is a tag object (L12)',
      [
        { do: 'tag', name: 't', annotated: true },
        { do: 'rename', from: '.git/refs/tags/t', to: '.git/HEAD' },
      ],
      'OBJECT_NOT_FOUND',
    ],
    ['is empty', [{ do: 'truncate', path: '.git/HEAD', size: 0 }], 'REPOSITORY_NOT_FOUND'],
    ['is missing', [{ do: 'remove', path: '.git/HEAD' }], 'REPOSITORY_NOT_FOUND'],
    [
      'leads in a circle',
      [
        { do: 'write', path: '.git/HEAD', text: 'ref: refs/heads/a\n' },
        { do: 'write', path: '.git/refs/heads/a', text: 'ref: HEAD\n' },
      ],
      'REFERENCE_INVALID',
    ],
  ])('that %s', async (_what, steps, expected) => {
    expect(await heads([...RECIPE, ...steps])).toEqual([expected, expected, expected])
  })

  it('that is garbage means that all of the index was added (L12)', async () => {
    await withScenario({ steps: [...RECIPE, { do: 'write', path: '.git/HEAD', text: 'garbage\n' }] }, async (built) => {
      for (const profile of profiles) expect(await statusLines(built, profile)).toEqual(['A  compose.yml'])
    })
  })

  it('has a name of bytes', async () => {
    const steps: Step[] = [
      ...RECIPE,
      { do: 'rename', from: '.git/refs/heads/main', to: '.git/refs/heads/caf\\xe9\\\\' },
      {
        do: 'write',
        path: '.git/HEAD',
        base64: Buffer.from('ref: refs/heads/caf\xe9\\\n', 'latin1').toString('base64'),
      },
    ]
    const expected = expect.objectContaining({ name: 'refs/heads/caf\\xe9\\\\' })
    // A backslash in a reference's name is refused from 5.19 on (L16).
    expect(await heads(steps)).toEqual([expected, expected, 'REFERENCE_INVALID'])
  })
})

describe('what the answer needs', () => {
  it.each([
    ['the commit', 'HEAD'],
    ['its tree', 'HEAD^{tree}'],
  ])('is missed: %s', async (_what, revision) => {
    await withScenario({ steps: RECIPE }, async (built) => {
      removeObject(built.dir, revision)
      for (const profile of profiles) expect(await statusLines(built, profile)).toBe('OBJECT_NOT_FOUND')
    })
  })

  it('are no blobs: a clone without them is answered about', async () => {
    await withScenario({ steps: RECIPE }, async (built) => {
      removeObject(built.dir, 'HEAD:compose.yml')
      for (const profile of profiles) expect(await statusLines(built, profile)).toEqual([])
    })
  })

  it('are no parents: a shallow clone is answered about', async () => {
    const steps: Step[] = [
      ...RECIPE,
      { do: 'append', path: 'compose.yml', text: 'y' },
      { do: 'commit' },
      runGit('clone', '-q', '--depth=1', '--no-local', '.', '../outside/shallow'),
    ]
    await withScenario({ steps }, async ({ outside, home }) => {
      for (const profile of profiles) {
        expect(await readWorktreeStatus(`${outside}/shallow`, { home, profile })).toMatchObject({ clean: true })
      }
    })
  })

  it('fails without a repository or folder', async () => {
    await withScenario({ repository: 'none', steps: [] }, async ({ dir, home }) => {
      await expect(readWorktreeStatus(dir, { home })).rejects.toThrow(anError('REPOSITORY_NOT_FOUND'))
      await expect(readWorktreeStatus(`${dir}/missing`, { home })).rejects.toThrow(anError('CHECKOUT_NOT_FOUND'))
    })
  })
})

describe('profilesAgree', () => {
  it('is false where another profile fails', async () => {
    const steps: Step[] = [...RECIPE, runGit('config', 'extensions.unknown', 'true')]
    await withScenario({ steps }, async ({ dir, home }) => {
      expect(await readWorktreeStatus(dir, { home })).toMatchObject({ clean: true, profilesAgree: false })
    })
  })

  it('is true where they say the same of a dirty worktree', async () => {
    await withScenario({ steps: [...RECIPE, { do: 'write', path: 'new', text: '' }] }, async ({ dir, home }) => {
      expect(await readWorktreeStatus(dir, { home })).toMatchObject({ clean: false, profilesAgree: true })
    })
  })
})

function removeObject(dir: string, revision: string): void {
  rmSync(join(dir, '.git', looseObjectPath(git(dir, 'rev-parse', revision))))
}
