import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { withFakeDocker } from './support/fake-docker.js'
import { dockerWith, makeFleet } from './support/fleet-sample.js'
import { demandFreshBuild } from './support/fresh-build.js'
import { expectJunit } from './support/junit-schema.js'
import { addDockerContext } from './support/sample-swarm.js'
import { withScratch } from './support/scenario.js'

interface WoodpeckerStep {
  readonly name: string
  readonly image: string
  readonly environment: Record<string, string>
  readonly commands: readonly string[]
  readonly when?: readonly { readonly status: readonly string[] }[]
}

const woodpecker = parse(readFileSync('examples/nightly-woodpecker.yml', 'utf8')) as {
  when: { event: string }[]
  steps: WoodpeckerStep[]
}
const gitlab = parse(readFileSync('examples/nightly-gitlab.yml', 'utf8')) as {
  fleet: {
    image: string
    rules: { if: string }[]
    variables: Record<string, string>
    script: string[]
    artifacts: { when: string; paths: string[]; reports: { junit: string } }
  }
}

interface Night {
  /** The exit code of each step. */
  readonly codes: readonly number[]
  /** In the folder of the pipeline. */
  readonly read: (name: string) => string
  /** Of the folder in which the files are kept. */
  readonly kept: (name: string) => boolean
}

/** Runs steps as a pipeline does, in one folder, over two apps; the second one has this stamp. */
async function runNight(
  steps: readonly (readonly string[])[],
  stamp: string,
  judge: (night: Night) => Promise<void> | void,
): Promise<void> {
  demandFreshBuild()
  await withScratch(async (dir) => {
    const abraDir = makeFleet(dir, {
      'one.example.com/a.org': 'TYPE=discourse:0.7.0+3.3.1\n',
      'one.example.com/b.org': 'TYPE=discourse:0.6.0+3.2.1\n',
    })
    const [bin, kept, workspace] = ['bin', 'kept', 'workspace'].map((name) => join(dir, name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [bin, kept, workspace]) mkdirSync(folder)
    const program = `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/cli/start.cjs')}" "$@"\n`
    for (const [name, text] of [
      ['abra-deploy-version', program],
      // There is no registry here, and the program is there already.
      ['npm', '#!/bin/sh\nexit 0\n'],
    ] as const) {
      writeFileSync(join(bin, name), text)
      chmodSync(join(bin, name), 0o755)
    }
    const docker = dockerWith({ a_org: { version: '0.7.0+3.3.1' }, b_org: { version: stamp } })
    await withFakeDocker(docker, async (host) => {
      addDockerContext(dir, 'one.example.com', host)
      const path = [bin, process.env['PATH']].join(delimiter)
      const env = { PATH: path, HOME: dir, ABRA_DIR: abraDir, DOCKER_CONFIG: join(dir, '.docker'), KEPT: kept }
      const codes: number[] = []
      for (const commands of steps) {
        const script = ['set -e', ...commands].join('\n')
        const child = spawn('sh', ['-c', script], { cwd: workspace, env, stdio: 'ignore' })
        codes.push(await new Promise<number>((done) => child.once('close', (code) => done(code ?? -1))))
      }
      await judge({
        codes,
        read: (name) => readFileSync(join(workspace, name), 'utf8'),
        kept: (name) => existsSync(join(kept, name)),
      })
    })
  })
}

describe('the nightly pipeline for Woodpecker', () => {
  const steps = woodpecker.steps.map(({ commands }) => commands)

  it('runs at night, and keeps its files whether the check passed or not', () => {
    expect(woodpecker.when).toEqual([{ event: 'cron' }])
    expect(woodpecker.steps.map(({ name, image }) => [name, image])).toEqual([
      ['fleet', 'node:22'],
      ['keep', 'node:22'],
    ])
    expect(woodpecker.steps[1]?.when).toEqual([{ status: ['success', 'failure'] }])
  })

  it.each([
    ['0.7.0+3.3.1', 1, 1],
    ['0.6.0+3.2.1', 0, 0],
  ])('with %s in the labels of an app that pins 0.6.0+3.2.1 exits %i', (stamp, code, failures) =>
    runNight(steps, stamp, async ({ codes, read, kept }) => {
      expect(codes).toEqual([code, 0])
      expect(['fleet.html', 'junit.xml'].map(kept)).toEqual([true, true])
      expect(read('fleet.html')).toContain('b.org')
      expect(read('junit.xml')).toContain(`tests="2" failures="${failures}"`)
      await expectJunit(read('junit.xml'))
    }),
  )
})

describe('the nightly pipeline for GitLab', () => {
  const { rules, script, artifacts, variables } = gitlab.fleet

  it('runs at night, and keeps its files whether the check passed or not', () => {
    expect(rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "schedule"' }])
    expect(artifacts).toMatchObject({ when: 'always', reports: { junit: 'junit.xml' } })
    expect(Object.keys(variables)).toEqual(Object.keys(woodpecker.steps[0]?.environment ?? {}))
  })

  it('fails on drift, with every file that it keeps', () =>
    runNight([script], '0.7.0+3.3.1', async ({ codes, read }) => {
      expect(codes).toEqual([1])
      for (const path of artifacts.paths) expect(read(path)).not.toBe('')
      await expectJunit(read(artifacts.reports.junit))
    }))

  it('runs what the one for Woodpecker runs', () => {
    expect(script).toEqual(woodpecker.steps[0]?.commands)
  })
})
