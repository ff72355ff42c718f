import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type BuiltScenario,
  buildScenario,
  type Scenario,
  type Step,
  withScenario,
  withScratch,
} from '../../support/scenario.js'
import { snapshotTree } from '../../support/snapshot.js'

const RECIPE: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'version: "3.8"\n' },
  { do: 'write', path: 'scripts/backup.sh', text: '#!/bin/sh\n', mode: '755' },
  { do: 'link', path: 'latest', to: 'compose.yml' },
  { do: 'write', path: 'caf\\xe9', text: 'Latin 1' },
  { do: 'commit', message: 'First' },
  { do: 'tag', name: '0.1.0', annotated: true },
  { do: 'append', path: 'compose.yml', text: 'services: {}\n' },
  { do: 'commit' },
]

/** The commit of the recipe, also worked out by hand from the format of git's objects. */
const HEAD = '1f505039138d07508ff8acc9aeaec6cccb84c627'

afterEach(() => void vi.unstubAllEnvs())

describe('what git makes', () => {
  it('is the same everywhere: the commits and the annotated tag have hashes that never change', async () => {
    await withScenario({ steps: RECIPE }, ({ dir }) => {
      expect(git(dir, 'rev-parse', 'HEAD', 'HEAD~1', '0.1.0')).toBe(
        [HEAD, '63512615a68e69548e4793ddbc6f3d6600ee6608', '1f60e939fd22c203858f3cd7bc02be59c6a80009'].join('\n'),
      )
    })
  })

  // Vitest runs a file in a process of its own, or else in a worker thread, which cannot set the umask.
  it.runIf(isMainThread)('is the same when it is built twice, whatever the umask', async () => {
    const once = await withScenario({ steps: RECIPE }, describeTree)
    const umask = process.umask(0o077)
    try {
      expect(await withScenario({ steps: RECIPE }, describeTree)).toEqual(once)
      expect(process.umask()).toBe(0o077)
    } finally {
      process.umask(umask)
    }
  })

  it('has fixed names, and a minute between commits that no other command moves', async () => {
    const steps: Step[] = [
      { do: 'commit', allowEmpty: true, message: 'One' },
      { do: 'git', args: ['config', 'a.b', 'c'] },
      { do: 'git', args: ['commit', '-q', '--allow-empty', '-m', 'Two'] },
      { do: 'commit', allowEmpty: true, message: '' },
    ]
    await withScenario({ steps }, ({ dir }) => {
      expect(git(dir, 'log', '--reverse', '--format=%an <%ae> %aI %cn <%ce> %cI %s').split('\n')).toEqual([
        'Ada Author <author@example.com> 2024-01-01T00:00:00+00:00 Cleo Committer <committer@example.com> 2024-01-01T00:00:00+00:00 One',
        'Ada Author <author@example.com> 2024-01-01T00:01:00+00:00 Cleo Committer <committer@example.com> 2024-01-01T00:01:00+00:00 Two',
        'Ada Author <author@example.com> 2024-01-01T00:02:00+00:00 Cleo Committer <committer@example.com> 2024-01-01T00:02:00+00:00 ',
      ])
    })
  })

  it('is a repository like that of git init, without hooks and samples', async () => {
    await withScenario({ steps: [] }, ({ dir, home, outside }) => {
      expect(git(dir, 'status', '--porcelain=v2', '--branch')).toBe('# branch.oid (initial)\n# branch.head main')
      expect(readdirSync(join(dir, '.git')).sort()).toEqual(['HEAD', 'config', 'objects', 'refs'])
      expect([readdirSync(home), readdirSync(outside)]).toEqual([[], []])
    })
  })

  it('is an empty folder without a repository, and none is found above it', async () => {
    await withScratch(async (into) => {
      git(into, 'init', '-q')
      const status: Step = { do: 'git', args: ['status'] }
      await expect(buildScenario({ repository: 'none', steps: [status] }, into)).rejects.toThrow('not a git repository')
      expect(readdirSync(join(into, 'checkout'))).toEqual([])
    })
  })

  it('is a clone of a bundle, with its tags', async () => {
    const steps: Step[] = [
      ...RECIPE,
      { do: 'git', args: ['bundle', 'create', '-q', '../outside/a.bundle', '--all', 'HEAD'] },
    ]
    await withScenario({ steps }, async ({ dir, outside }) => {
      const bundle = join(outside, 'a.bundle')
      await withScenario({ repository: { bundle }, steps: [{ do: 'checkout', ref: '0.1.0' }] }, (clone) => {
        expect(git(clone.dir, 'rev-parse', 'HEAD')).toBe(git(dir, 'rev-parse', '0.1.0^{commit}'))
        expect(git(clone.dir, 'status', '--porcelain')).toBe('')
      })
    })
  })

  it('tags an earlier commit, checks out and throws changes away where it is forced to', async () => {
    const steps: Step[] = [
      ...RECIPE,
      { do: 'tag', name: 'light', at: 'HEAD~1' },
      { do: 'append', path: 'compose.yml', text: '# mine\n' },
      { do: 'checkout', ref: 'light', mayFail: true },
    ]
    const force: Step = { do: 'checkout', ref: 'light', force: true }
    await withScenario({ steps }, ({ dir }) => expect(git(dir, 'branch', '--show-current')).toBe('main'))
    await withScenario({ steps: [...steps, force] }, ({ dir }) => {
      expect(git(dir, 'rev-parse', 'light', 'HEAD')).toBe(`${git(dir, 'rev-parse', 'main~1')}\n`.repeat(2).trim())
      expect(git(dir, 'cat-file', '-t', 'light')).toBe('commit')
      expect(readFileSync(join(dir, 'compose.yml'), 'utf8')).toBe('version: "3.8"\n')
    })
  })

  it('takes standard input, variables and another folder to run in', async () => {
    const steps: Step[] = [
      { do: 'git', args: ['hash-object', '-w', '--stdin'], input: 'é' },
      { do: 'git', args: ['init', '-q', 'other'], cwd: 'outside:' },
      {
        do: 'git',
        args: ['commit', '-q', '--allow-empty', '-m', 'x'],
        cwd: 'outside:other',
        env: { GIT_AUTHOR_NAME: 'Eve' },
      },
    ]
    await withScenario({ steps }, ({ dir, outside }) => {
      expect(git(dir, 'cat-file', 'blob', hashOf('blob', 'é'))).toBe('é')
      expect(git(join(outside, 'other'), 'log', '--format=%an %cn')).toBe('Eve Cleo Committer')
    })
  })
})

describe('the caller', () => {
  it('has no say through HOME and GIT_ variables, and the home of the scenario has none either', async () => {
    await withScratch(async (scratch) => {
      const hooks = join(scratch, 'hooks')
      const ran = join(scratch, 'ran')
      const config = `[core]\n\thooksPath = ${hooks}\n\texcludesFile = ${join(scratch, 'all')}\n[user]\n\tname = Eve\n[i18n]\n\tcommitEncoding = latin1\n`
      mkdirSync(hooks)
      for (const name of ['pre-commit', 'post-checkout', 'post-commit']) {
        writeFileSync(join(hooks, name), `#!/bin/sh\necho ${name} >> ${ran}\nexit 1\n`, { mode: 0o755 })
      }
      writeFileSync(join(scratch, 'all'), '*\n')
      writeFileSync(join(scratch, '.gitconfig'), config)
      mkdirSync(join(scratch, 'git'))
      writeFileSync(join(scratch, 'git/ignore'), '*\n')
      const evil = {
        HOME: scratch,
        XDG_CONFIG_HOME: scratch,
        GIT_CONFIG_GLOBAL: join(scratch, '.gitconfig'),
        GIT_CONFIG_SYSTEM: join(scratch, '.gitconfig'),
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'core.hooksPath',
        GIT_CONFIG_VALUE_0: hooks,
        GIT_DIR: join(scratch, 'elsewhere'),
        GIT_WORK_TREE: scratch,
        GIT_INDEX_FILE: join(scratch, 'index'),
        GIT_AUTHOR_NAME: 'Eve',
        GIT_COMMITTER_DATE: '1 +0000',
        GIT_TEMPLATE_DIR: hooks,
        GIT_DEFAULT_HASH: 'sha256',
        GIT_TRACE: join(scratch, 'trace'),
      }
      for (const [name, value] of Object.entries(evil)) vi.stubEnv(name, value)
      const steps: Step[] = [
        { do: 'write', path: 'home:.gitconfig', text: config },
        { do: 'write', path: 'home:.config/git/ignore', text: '*\n' },
        ...RECIPE,
        { do: 'git', args: ['init', '-q', 'nested'], cwd: 'outside:' },
      ]
      const built = await buildScenario({ steps }, join(scratch, 'into'))
      vi.unstubAllEnvs()
      expect(git(built.dir, 'rev-parse', 'HEAD')).toBe(HEAD)
      expect(existsSync(join(built.outside, 'nested/.git/HEAD'))).toBe(true)
      for (const left of [ran, join(scratch, 'elsewhere'), join(scratch, 'index'), join(scratch, 'trace')]) {
        expect(existsSync(left), left).toBe(false)
      }
    })
  })
})

describe('a scenario that cannot be built', () => {
  it('is checked before anything is made', async () => {
    await withScratch(async (into) => {
      const scenario = { steps: [{ do: 'fifo', path: '../x' }] } as Scenario
      await expect(buildScenario(scenario, into)).rejects.toMatchObject({
        code: 'USAGE',
        data: { argument: 'steps[0].path' },
      })
      expect(readdirSync(into)).toEqual([])
    })
  })

  it.each<[step: Step, message: RegExp]>([
    [
      { do: 'git', args: ['no-such-command'] },
      /^scenario steps\[1\]: git no-such-command failed with 1: git: 'no-such/,
    ],
    [{ do: 'checkout', ref: 'nowhere' }, /git checkout -q nowhere -- failed with \d+: .*nowhere/],
    [{ do: 'commit' }, /git commit .* failed with 1/],
    [{ do: 'git', args: ['status'], cwd: 'nowhere' }, /ENOENT.*: correct the step, or allow it to fail/],
    [{ do: 'remove', path: 'nowhere/a' }, /ENOENT/],
    [{ do: 'write', path: 'file/a', text: '' }, /EEXIST/],
    [{ do: 'write', path: '.git', text: '' }, /steps\[1\]: EEXIST/],
    [{ do: 'fifo', path: '.git' }, /mkfifo: .*File exists/],
    [{ do: 'append', path: '.git', text: '' }, /no regular file/],
    [{ do: 'mkdir', path: 'file' }, /EEXIST/],
    [{ do: 'link', path: 'file/a', to: 'b' }, /EEXIST/],
  ])('names the step that failed: %j', async (step, message) => {
    await withScratch(async (into) => {
      const steps: Step[] = [{ do: 'write', path: 'file', text: '' }, step]
      if (step.do === 'commit') steps[0] = { do: 'settle' }
      await expect(buildScenario({ steps }, into)).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringMatching(message),
        data: { argument: 'steps[1]', value: step.do },
      })
    })
    await withScenario(
      {
        steps: [
          { do: 'write', path: 'file', text: '' },
          { ...step, mayFail: true },
        ],
      },
      ({ dir }) => {
        expect(existsSync(join(dir, 'file'))).toBe(true)
      },
    )
  })

  it('is one whose folder is in use, whose bundle is none, or that finds no git', async () => {
    await withScratch(async (into) => {
      await buildScenario({ steps: [] }, into)
      await expect(buildScenario({ steps: [] }, into)).rejects.toMatchObject({
        code: 'USAGE',
        data: { argument: 'into' },
      })
      const bundle = join(into, 'no.bundle')
      await expect(buildScenario({ repository: { bundle }, steps: [] }, join(into, 'b'))).rejects.toMatchObject({
        code: 'USAGE',
        data: { argument: 'repository', value: bundle },
      })
      vi.stubEnv('PATH', into)
      const status: Step = { do: 'git', args: ['status'] }
      await expect(buildScenario({ steps: [status] }, join(into, 'c'))).rejects.toThrow(
        'cannot be started: install git',
      )
    })
  })
})

function git(dir: string, ...args: string[]): string {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
  return execFileSync('git', args, { cwd: dir, env, encoding: 'utf8' }).replace(/\n$/, '')
}

function hashOf(type: string, text: string): string {
  return createHash('sha1')
    .update(`${type} ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex')
}

/** What has to be the same on every machine: commits, and files but for their times and git's own bookkeeping of those. */
function describeTree({ dir }: BuiltScenario): unknown {
  const files = [...snapshotTree(dir)].filter(([path]) => path !== '.git/index')
  return [
    git(dir, 'log', '--format=raw'),
    files.map(([path, { type, mode, content }]) => ({ path, type, mode, content })),
  ]
}
