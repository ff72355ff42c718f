import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AbraVersionError } from '../../../src/errors.js'
import { type DeployCase, readBinaryCases } from '../../../src/golden/cases/binary-case.js'
import { checkManifest, readManifest } from '../../../src/golden/cases/golden-manifest.js'
import { deployCases } from '../../../src/golden/record/deploy-cases.js'
import { recipeCommits } from '../../../src/golden/record/deploys/deploy-shorthands.js'
import { type RecordAbraOptions, recordAbra } from '../../../src/golden/record/record-abra.js'
import { parseAppLs } from '../../../src/harness/abra-lists/parse-app-ls.js'
import { makeStandIn, publishedWords, type StandInScript, versionRun } from '../../support/abra-stand-in.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'
import { expectUntouched } from '../../support/snapshot.js'

const [, notGenerated = ''] = publishedWords('G3')
const secretFatal = `FATA ${notGenerated}: never_made\n`
/** G1 and G3, as they were published. */
const chaosRun = { when: ['-C'], stdout: `${publishedWords('G1')[0]}\n${secretFatal}`, exit: 1 }
const script: StandInScript = { runs: [versionRun, chaosRun] }

const named = (family: string, ...names: string[]) =>
  names.map((name) => {
    const found = deployCases.find((one) => one.family === family && one.name === name)
    if (found === undefined) throw new Error(`no case ${family}/${name}`)
    return found
  })
const oneCase = named('chaos', 'clean-tree')

type Options = Partial<RecordAbraOptions>

const options: Omit<RecordAbraOptions, 'abra' | 'out'> = {
  readGoGit: async () => ({ version: 'v5.16.2', profile: '5.16' }),
  readSwarm: async () => ({ state: 'active', left: [] }),
  cases: oneCase,
  timeoutMs: 40_000,
}

/** Runs `use` with a stand-in and a recording by it into `<dir>/golden`. */
function withStandIn<T>(
  given: StandInScript,
  use: (
    record: (more?: Options) => ReturnType<typeof recordAbra>,
    standIn: ReturnType<typeof makeStandIn> & { dir: string; golden: string },
  ) => Promise<T>,
): Promise<T> {
  return withScratch((dir) => {
    const standIn = makeStandIn(join(dir, 'bin'), given)
    const golden = join(dir, 'golden')
    const record = (more: Options = {}) => recordAbra({ ...options, abra: standIn.path, out: golden, ...more })
    return use(record, { ...standIn, dir, golden })
  })
}

/** The error of a recording that was to fail. */
async function failure(recording: Promise<unknown>): Promise<AbraVersionError> {
  const error = await recording.then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(AbraVersionError)
  expect(error.message).not.toContain('\n')
  return error
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('a recording', () => {
  it('keeps what abra did, with its provenance', async () => {
    await withStandIn(script, async (record, { golden }) => {
      const recording = await record()
      expect(recording).toMatchObject({ cases: 1, stoppedEarly: [] })
      const [recorded] = readBinaryCases(golden)
      expect(recorded).toEqual({
        ...oneCase[0],
        path: 'binary/chaos/clean-tree',
        provenance: { kind: 'binary', of: 'abra version 0.13.0-beta-06a57de', goGit: 'v5.16.2', profile: '5.16' },
        answer: {
          exitCode: 1,
          end: 'secret',
          versionLine: { source: 'chaos', version: '7ae7b0f7' },
          fatal: ['secret not generated: never_made'],
          stdout: [publishedWords('G1')[0], secretFatal.trim()],
          head: { hash: recipeCommits[3], name: 'refs/heads/main' },
          status: [],
          deleted: [],
          env: oneCase[0]?.env,
        },
      })
    })
  })

  it('asks offline, without input and with debug lines, in folders of its own', async () => {
    await withStandIn(script, async (record, { calls, dir }) => {
      await record()
      const [version, deploy] = calls()
      expect(version?.args).toEqual(['--version'])
      expect(deploy?.args).toEqual(['app', 'deploy', '-o', '-n', '--debug', '-C', 'recorded.invalid'])
      expect(
        Object.keys(deploy?.env ?? {})
          .filter((name) => !name.startsWith('DOCKER_'))
          .sort(),
      ).toEqual(['ABRA_DIR', 'HOME', 'PATH'])
      const { ABRA_DIR = '', HOME = '' } = deploy?.env ?? {}
      for (const folder of [ABRA_DIR, HOME]) {
        expect(folder.startsWith(dir)).toBe(false)
        expect(existsSync(folder)).toBe(false)
      }
    })
  })

  it('keeps no path of the scratch folder', async () => {
    await withStandIn(
      { runs: [versionRun, { ...chaosRun, stdout: `${chaosRun.stdout}{ABRA_DIR}/servers\n` }] },
      async (record, { golden }) => {
        await record()
        expect(readBinaryCases(golden)[0]?.answer.stdout.at(-1)).toBe('<scratch>/abra/servers')
      },
    )
  })

  it('tells HEAD, deleted files, status and .env as they are afterwards, and keeps colour and time out', async () => {
    const [one] = named('checkout', 'ignored-files')
    const run = {
      git: [
        ['checkout', '-q', '--detach', 'refs/tags/0.2.0+1.1.0'],
        ['clean', '-fdxq'],
        ['config', 'user.name', 'x'],
      ],
      appendEnv: 'MORE=1\n',
      stdout: `\x1b[1mDEBU\x1b[0m app/deploy.go:380 version: taking version from .env file: 0.2.0+1.1.0\n10:11:12 ${secretFatal}`,
      stderr: '\x1b[33mWARN\x1b[0m old\n',
      exit: 1,
    }
    await withStandIn({ runs: [versionRun], inOrder: [run] }, async (record, { golden }) => {
      await record({ cases: [one as DeployCase] })
      expect(readBinaryCases(golden)[0]?.answer).toEqual({
        exitCode: 1,
        end: 'secret',
        versionLine: { source: 'env-file', version: '0.2.0+1.1.0' },
        fatal: ['secret not generated: never_made'],
        stdout: [
          'DEBU app/deploy.go:380 version: taking version from .env file: 0.2.0+1.1.0',
          'FATA secret not generated: never_made',
        ],
        stderr: ['WARN old'],
        head: { hash: recipeCommits[1], name: 'HEAD' },
        status: [],
        deleted: ['build.log', 'sub/deep.log'],
        env: `${one?.env}MORE=1\n`,
      })
    })
  })

  it('keeps a case that stops earlier, with its FATA line (G12)', async () => {
    const [one] = named('env-version', 'dirty-tree')
    const words = `recorded ({ABRA_DIR}/recipes/recorded) ${publishedWords('G12')[0]}`
    await withStandIn(
      { runs: [versionRun], inOrder: [{ stdout: `FATA ${words}\n`, exit: 1 }] },
      async (record, { golden }) => {
        const { stoppedEarly } = await record({ cases: [one as DeployCase] })
        expect(stoppedEarly).toEqual(['env-version/dirty-tree'])
        const [recorded] = readBinaryCases(golden)
        expect(recorded?.answer).toMatchObject({
          end: 'stopped-early',
          versionLine: null,
          fatal: ['recorded (<scratch>/abra/recipes/recorded) has locally unstaged changes'],
          status: ['?? compose.ccci.yml'],
        })
      },
    )
  })

  it('gives the same bytes again, and says that nothing changed', async () => {
    await withStandIn(script, async (record, { golden }) => {
      const first = await record()
      expect(first.changed).toEqual([
        'binary/chaos/clean-tree/expected.json',
        'binary/chaos/clean-tree/input.json',
        'observations.json',
      ])
      const manifest = readFileSync(join(golden, 'manifest.json'), 'utf8')
      expect((await record()).changed).toEqual([])
      expect(readFileSync(join(golden, 'manifest.json'), 'utf8')).toBe(manifest)
      expect(checkManifest(golden, readManifest(golden))).toEqual([])
      expect(readdirSync(golden).sort()).toEqual(['binary', 'manifest.json', 'observations.json'])
    })
  })

  it('takes home what abra lists, the environment of a deployed app and the vendored modules', async () => {
    const list = '{"default":{"apps":[{"server":"default","appName":"recorded.invalid"}],"appCount":1}}'
    const runs = [
      { when: ['ls', '-S'], stdout: 'FATA no server answers\n', exit: 1 },
      { when: ['ls'], stdout: `${list}\n` },
      { when: ['ps'], stdout: '{"app":{"service":"app"}}\n', stderr: 'WARN {ABRA_DIR} is new\n' },
    ]
    await withStandIn({ runs: [versionRun, ...runs, chaosRun] }, async (record, { golden, dir, calls }) => {
      mkdirSync(join(dir, 'abra/vendor'), { recursive: true })
      writeFileSync(join(dir, 'abra/vendor/modules.txt'), '# github.com/go-git/go-git/v5 v5.16.2\n')
      const deployed = { stack: 'forum', labels: {}, env: [{ name: 'TYPE', value: 'discourse:7ae7b0f7' }] }
      await record({ stack: 'forum', source: join(dir, 'abra'), readDeployed: async () => deployed })
      const kept = JSON.parse(readFileSync(join(golden, 'observations.json'), 'utf8'))
      expect(kept).toEqual({
        provenance: { kind: 'binary', of: 'abra version 0.13.0-beta-06a57de', goGit: 'v5.16.2', profile: '5.16' },
        commands: [
          { arguments: ['app', 'ls', '-m'], exitCode: 0, stdout: [list] },
          { arguments: ['app', 'ls', '-S', '-m'], exitCode: 1, stdout: ['FATA no server answers'] },
          {
            arguments: ['app', 'ps', 'recorded.invalid', '-m'],
            exitCode: 0,
            stdout: ['{"app":{"service":"app"}}'],
            stderr: ['WARN <scratch>/abra is new'],
          },
        ],
        deployed,
        vendored: [{ module: 'github.com/go-git/go-git/v5', version: 'v5.16.2' }],
      })
      expect(parseAppLs(kept.commands[0].stdout.join('\n'))[0]?.apps).toHaveLength(1)
      expect(calls().filter(({ args }) => args.includes('deploy'))).toHaveLength(1)
      expect(checkManifest(golden, readManifest(golden))).toEqual([])
    })
  })

  it('says before any case that the stack or the source cannot be read', async () => {
    await withStandIn(script, async (record, { golden, dir, calls }) => {
      const absent = await failure(record({ source: join(dir, 'none') }))
      expect(absent.code).toBe('FILE_UNREADABLE')
      const readDeployed = () =>
        Promise.reject(new AbraVersionError('USAGE', 'no stack', { argument: '--stack' }, { advice: 'name one' }))
      expect((await failure(record({ stack: 'x', readDeployed }))).code).toBe('USAGE')
      expect(existsSync(golden)).toBe(false)
      expect(calls().every(({ args }) => args[0] === '--version')).toBe(true)
    })
  })

  it('replaces the one before, keeps the README and what the manifest says of other goldens', async () => {
    await withStandIn(script, async (record, { golden }) => {
      await record()
      writeFileSync(join(golden, 'binary', 'README.md'), 'notes\n')
      const hash = '0'.repeat(64)
      const { files } = readManifest(golden)
      const other = { 'go-git': ['v5.16.2'] }
      writeFileSync(
        join(golden, 'manifest.json'),
        JSON.stringify({ libraries: other, files: { ...files, 'library/x/y/expected.json': hash } }),
      )
      const { changed } = await record({ cases: named('chaos', 'untracked-file') })
      expect(changed.map((path) => path.split('/')[2])).toEqual([
        'clean-tree',
        'clean-tree',
        'untracked-file',
        'untracked-file',
      ])
      expect(readBinaryCases(golden).map(({ name }) => name)).toEqual(['untracked-file'])
      expect(readFileSync(join(golden, 'binary', 'README.md'), 'utf8')).toBe('notes\n')
      expect(readManifest(golden).libraries).toEqual(other)
      expect(readManifest(golden).files['library/x/y/expected.json']).toBe(hash)
    })
  })

  it("never touches the user's own ABRA_DIR and home", async () => {
    await withStandIn(script, async (record, { dir, calls }) => {
      const [home, abraDir] = [join(dir, 'user'), join(dir, 'user', '.abra')]
      mkdirSync(join(abraDir, 'servers', 'default'), { recursive: true })
      mkdirSync(join(abraDir, 'recipes', 'recorded'), { recursive: true })
      writeFileSync(join(abraDir, 'servers', 'default', 'recorded.invalid.env'), 'TYPE=mine\n')
      writeFileSync(join(home, '.gitconfig'), '[core]\n\texcludesfile = ~/x\n')
      vi.stubEnv('HOME', home)
      vi.stubEnv('ABRA_DIR', abraDir)
      await expectUntouched(home, () => record())
      for (const { env } of calls()) expect([env['HOME'], env['ABRA_DIR']].join().includes(dir)).toBe(false)
    })
  })
})

describe('nothing is kept of a recording', () => {
  it.each<[string, StandInScript, string, number?]>([
    ['in which abra hangs', { runs: [versionRun, { ending: 'hang' }] }, 'hung', 5_000],
    ['in which abra dies by a signal', { runs: [versionRun, { ...chaosRun, when: [], ending: 'die' }] }, 'died'],
    ['in which abra prints garbage', { runs: [versionRun, { stdout: '\0\x1b[\xff{}\n', exit: 1 }] }, 'unreadable'],
    [
      'in which the plainest case stops early, so that none would tell anything',
      { runs: [versionRun, { stdout: 'FATA no such server\n', exit: 1 }] },
      'stopped',
    ],
    ['in which abra prints nothing', { runs: [versionRun, { exit: 1 }] }, 'unreadable'],
    ['in which abra prints for ever', { runs: [versionRun, { ending: 'print for ever' }] }, 'too much output'],
    [
      'in which abra ends well, so that it may have deployed',
      { runs: [versionRun, { ...chaosRun, exit: 0 }] },
      'deployed',
    ],
  ])('%s', async (_, given, why, timeoutMs = 40_000) => {
    await withStandIn(given, async (record, { golden }) => {
      const error = await failure(record({ timeoutMs }))
      expect(error).toEqual(anError('ABRA_FAILED'))
      expect(error.data).toMatchObject({ why, case: 'chaos/clean-tree' })
      expect(existsSync(golden)).toBe(false)
    })
  })

  it('whose second case fails: the one before stays whole', async () => {
    await withStandIn(
      { runs: [versionRun], inOrder: [{ ...chaosRun }, { ...chaosRun }] },
      async (record, { golden }) => {
        await record()
        await expectUntouched(join(golden, 'binary'), async () => {
          await failure(record({ cases: named('chaos', 'untracked-file', 'ignored-file') }))
        })
        expect(readdirSync(golden).sort()).toEqual(['binary', 'manifest.json', 'observations.json'])
      },
    )
  })

  it('after which something of the stack lies on the Swarm', async () => {
    const states = [[], ['recorded_invalid_app']]
    await withStandIn(script, async (record, { golden }) => {
      const readSwarm = async () => ({ state: 'active', left: states.shift() ?? [] })
      const error = await failure(record({ readSwarm }))
      expect(error.data).toMatchObject({ why: 'deployed', said: 'recorded_invalid_app' })
      expect(existsSync(golden)).toBe(false)
    })
  })

  it('that is interrupted halfway', async () => {
    const given = { runs: [versionRun], inOrder: [chaosRun, { ending: 'hang' as const }] }
    await withStandIn(given, async (record, { golden, calls }) => {
      const stop = new AbortController()
      const reason = new Error('interrupted')
      const done: string[] = []
      const recording = record({
        cases: named('chaos', 'clean-tree', 'untracked-file'),
        signal: stop.signal,
        onProgress: (count, total, name) => void done.push(`${count} of ${total}: ${name}`),
      })
      await vi.waitFor(() => expect(calls()).toHaveLength(3), { timeout: 30_000 })
      stop.abort(reason)
      await expect(recording).rejects.toBe(reason)
      expect(done).toEqual(['1 of 2: chaos/clean-tree'])
      expect(existsSync(golden)).toBe(false)
    })
  })
})

describe('a recording is refused', () => {
  it('first of all where Docker is no Swarm manager', async () => {
    await withStandIn(script, async (record, { calls, golden }) => {
      const error = await failure(record({ readSwarm: async () => ({ state: 'inactive', left: [] }) }))
      expect(error).toEqual(anError('SWARM_NEEDED'))
      expect(error.message).toContain('docker swarm init')
      expect(calls()).toEqual([])
      expect(existsSync(golden)).toBe(false)
    })
  })

  it('where something of the name lies there already', async () => {
    await withStandIn(script, async (record) => {
      const error = await failure(
        record({ readSwarm: async () => ({ state: 'active', left: ['recorded_invalid_app'] }) }),
      )
      expect(error.data).toEqual({ state: 'active', left: ['recorded_invalid_app'] })
    })
  })

  it.each<[string, string | undefined]>([
    ['another commit', 'abra version 0.14.0-beta-1234567\n'],
    ['no commit', 'abra version dev\n'],
  ])('for %s, unless any version will do', async (_, stdout = '') => {
    const given = { runs: [{ when: ['--version'], stdout }, chaosRun] }
    await withStandIn(given, async (record, { golden, calls }) => {
      const error = await failure(record())
      expect(error).toEqual(anError('ABRA_VERSION'))
      expect(error.message).toContain('--any-version')
      expect(calls()).toHaveLength(1)
      expect(existsSync(golden)).toBe(false)
      expect((await record({ anyVersion: true })).provenance.of).toBe(stdout.trim())
    })
  })

  it('for a binary that does not tell its go-git, unless any version will do', async () => {
    const readGoGit = async () => {
      throw new AbraVersionError('BUILD_INFO_MISSING', 'no', { path: 'x', reason: 'y' }, { advice: 'z' })
    }
    await withStandIn(script, async (record) => {
      expect(await failure(record({ readGoGit }))).toEqual(anError('BUILD_INFO_MISSING'))
      const { provenance } = await record({ readGoGit, anyVersion: true })
      expect(provenance).toMatchObject({ goGit: null, profile: '5.16' })
    })
  })

  it.each<[string, (path: string) => void]>([
    ['that is not there', () => {}],
    ['that is not executable', (path) => writeFileSync(path, '')],
  ])('for a binary %s', async (_, make) => {
    await withStandIn(script, async (record, { dir }) => {
      make(join(dir, 'other'))
      expect(await failure(record({ abra: join(dir, 'other') }))).toEqual(anError('ABRA_NOT_STARTED'))
    })
  })

  it('for a case without the secret, before abra is asked', async () => {
    const [good] = oneCase as [DeployCase]
    const stripped = good.checkout.steps.map((step) =>
      step.do === 'write' && 'text' in step
        ? { ...step, text: step.text.replace('external: true', 'external: false') }
        : step,
    )
    const bad: [string, DeployCase][] = [
      ['compose', { ...good, checkout: { steps: stripped } }],
      ['env', { ...good, env: 'TYPE=recorded\n' }],
      ['stack', { ...good, env: `${good.env}STACK_NAME=mine\n` }],
      [
        'worktree',
        { ...good, checkout: { steps: [...good.checkout.steps, { do: 'write', path: 'compose.yml', text: '{}' }] } },
      ],
      [
        'an old commit',
        {
          ...good,
          checkout: {
            steps: [
              { do: 'write', path: 'compose.yml', text: 'services: {}\n' },
              { do: 'commit' },
              ...good.checkout.steps,
            ],
          },
        },
      ],
    ]
    await withStandIn(script, async (record, { calls, golden }) => {
      for (const [why, one] of bad) {
        const error = await failure(record({ cases: [one] }))
        expect(error, why).toEqual(anError('USAGE'))
        expect(error.message, why).toContain('chaos/clean-tree')
      }
      expect(calls().filter(({ args }) => args.includes('deploy'))).toEqual([])
      expect(existsSync(golden)).toBe(false)
    })
  })

  it('where something else lies among the cases', async () => {
    await withStandIn(script, async (record, { golden }) => {
      mkdirSync(join(golden, 'binary'), { recursive: true })
      writeFileSync(join(golden, 'binary', 'thesis.odt'), 'mine')
      await expectUntouched(join(golden, 'binary'), async () => {
        expect(await failure(record())).toEqual(anError('GOLDEN_INVALID'))
      })
    })
  })

  it('while another one is at work in the same folder, and the two do not mix', async () => {
    const hang = { runs: [versionRun, { when: ['recorded.invalid'], ending: 'hang' as const }] }
    await withStandIn(hang, async (first, { golden, calls, dir }) => {
      const stop = new AbortController()
      const working = first({ signal: stop.signal })
      working.catch(() => {})
      await vi.waitFor(() => expect(calls()).toHaveLength(2), { timeout: 30_000 })
      const other = makeStandIn(join(dir, 'other'), script)
      const second = () => recordAbra({ ...options, abra: other.path, out: golden })
      expect(await failure(second())).toEqual(anError('GOLDEN_BUSY'))
      stop.abort('done')
      await expect(working).rejects.toBe('done')
      expect((await second()).cases).toBe(1)
      expect(readBinaryCases(golden)).toHaveLength(1)
    })
  })
})

describe('what the docker command says', () => {
  const docker = (info: object, more: StandInScript['runs'] = []) => ({
    runs: [{ when: ['info'], ...info }, ...more, { when: ['service'], stdout: '' }, { when: ['secret'], stdout: '' }],
  })

  /** Records with a stand-in for docker on PATH, too. */
  const recordBeside = (given: StandInScript | undefined) =>
    withStandIn(script, async (_, { dir }) => {
      const bin = join(dir, 'docker-bin')
      mkdirSync(bin)
      if (given !== undefined) makeStandIn(bin, given, 'docker')
      const node = join(process.execPath, '..')
      vi.stubEnv('PATH', given === undefined ? bin : `${bin}:${node}:${process.env['PATH']}`)
      const { readSwarm: _docker, ...rest } = options
      return recordAbra({ ...rest, abra: join(dir, 'bin', 'abra'), out: join(dir, 'golden') })
    })

  it('an active manager without the stack is recorded on', async () => {
    expect((await recordBeside(docker({ stdout: 'active true\n' }))).cases).toBe(1)
  })

  it.each<[string, StandInScript | undefined, string]>([
    ['no Swarm', docker({ stdout: 'inactive false\n' }), 'inactive'],
    ['a worker', docker({ stdout: 'active false\n' }), 'worker'],
    [
      'no daemon',
      docker({ stderr: 'Cannot connect to the Docker daemon\n', exit: 1 }),
      'Cannot connect to the Docker daemon',
    ],
    ['nonsense', docker({ stdout: '\n' }), 'docker gave no reason'],
    ['no docker command', undefined, 'there is no docker command'],
  ])('refused: %s', async (_, given, state) => {
    const error = await failure(recordBeside(given))
    expect(error).toEqual(anError('SWARM_NEEDED'))
    expect(error.data).toEqual({ state })
  })

  it('refused: a service and a secret of the stack', async () => {
    const left = [
      { when: ['service'], stdout: 'recorded_invalid_app\n' },
      { when: ['secret'], stdout: 'recorded_invalid_never_made_v1\n' },
    ]
    const error = await failure(recordBeside(docker({ stdout: 'active true\n' }, left)))
    expect(error.data).toEqual({ state: 'active', left: ['recorded_invalid_app', 'recorded_invalid_never_made_v1'] })
  })
})
