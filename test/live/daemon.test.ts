import { execFile, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { connectSwarm } from '../../src/swarm/docker/docker.js'
import { explainDrift } from '../../src/swarm/drift/explain-drift.js'
import { deployedSince } from '../../src/swarm/snapshot/deployed-since.js'
import type { ServiceState, Snapshot } from '../../src/swarm/snapshot/snapshot.js'
import { takeSnapshot } from '../../src/swarm/snapshot/take-snapshot.js'
import { isServing } from '../../src/swarm/snapshot/task-facts.js'
import type { WaitChange } from '../../src/swarm/wait-change.js'
import { startCluster } from '../support/cluster.js'
import type { DockerDaemon } from '../support/docker-daemon.js'
import { freePort, GOOD, startSwarm } from '../support/swarm.js'
import { chaos, found, LiveStack, pause, skipped, swarmHost, untilApp, updates } from './stack.js'

const NEXT = '7ae7b0f7+U'

/** Rejects while nothing listens there. */
function connected(port: number): Promise<void> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      done()
    }).on('error', fail)
  })
}

async function withSwarm<T>(use: (daemon: DockerDaemon) => Promise<T>): Promise<T> {
  const daemon = await startSwarm()
  try {
    return await use(daemon)
  } finally {
    await daemon.stop()
  }
}

const socket = () => swarmHost.slice('unix://'.length)

describe.skipIf(skipped !== '')(`a daemon${skipped}`, () => {
  it('that is killed and started again during the wait is waited for', () =>
    withSwarm((daemon) =>
      LiveStack.use(
        'killed',
        async (stack) => {
          const app = (stamp: string, command: string, more = {}) => ({
            app: { command, labels: chaos('killed', stamp), deploy: updates('rollback'), more },
          })
          await stack.deployBase(app('eb96de94+U', GOOD))
          const health = { healthcheck: { test: ['CMD', 'test', '-e', '/tmp/ready'], interval: '1s', retries: 60 } }
          await stack.deploy(app(NEXT, `sleep 4; touch /tmp/ready; ${GOOD}`, health))
          const told: WaitChange[] = []
          const waiting = stack.wait({ onChange: (change) => told.push(change) })
          const untilTold = (kind: WaitChange['kind']) =>
            vi.waitFor(() => expect(told.map((change) => change.kind)).toContain(kind), { timeout: 60_000 })
          await untilTold('service')
          await daemon.kill()
          await untilTold('daemon-lost')
          await daemon.launch()
          const { outcome, assessment } = await waiting
          expect({ outcome, verdict: assessment?.verdict }).toEqual({ outcome: 'settled', verdict: 'converged' })
          expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['daemon-lost', 'daemon-back']))
          expect(assessment?.services[0]).toMatchObject({ verdict: 'converged' })
        },
        daemon.host,
      ),
    ))

  it('R70: that is started again writes each service with a virtual IP anew, which is no deploy', () =>
    withSwarm((daemon) =>
      LiveStack.use(
        'again',
        async (stack) => {
          const app = (stamp: string) => ({ app: { labels: chaos('again', stamp), deploy: updates('rollback') } })
          await stack.deployBase(app('eb96de94'))
          const first = stack.baseline as Snapshot
          await stack.deployBase(app('7ae7b0f7'))
          const second = stack.baseline as Snapshot
          await daemon.kill()
          await daemon.launch()
          const restarted = await untilApp(stack, ({ specIndex, tasks }) => {
            expect(specIndex).toBeGreaterThan(found(second, 'again_app').specIndex)
            expect(tasks.some(isServing)).toBe(true)
          })
          const before = found(second, 'again_app')
          expect(Date.parse(restarted.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt))
          const kept = ({ spec, previous, update }: ServiceState) => ({ spec, previous, update })
          expect(kept(restarted)).toEqual(kept(before))
          expect(deployedSince(before, restarted)).toBe('no')
          expect(deployedSince(found(first, 'again_app'), restarted)).toBe('yes')
          const now = await stack.look()
          const [why] = explainDrift({ expected: '1234567', baseline: second, snapshots: [now] })
          expect(why).toMatchObject({ kind: 'not-redeployed', certainty: 'likely' })
          // A real deploy of the same leaves its trace, and the next of the same again none that a manager could not leave.
          await stack.deploy(app('7ae7b0f7'))
          const redeployed = found(await stack.look(), 'again_app')
          expect(deployedSince(restarted, redeployed)).toBe('yes')
          await stack.deploy(app('7ae7b0f7'))
          expect(deployedSince(redeployed, found(await stack.look(), 'again_app'))).toBe('unknown')
        },
        daemon.host,
      ),
    ))

  it('that is a worker is no manager', async () => {
    const cluster = await startCluster({ managers: 1, workers: 1 })
    try {
      const [, worker] = cluster.nodes
      await expect(connectSwarm({ dockerHost: worker?.host ?? '' })).rejects.toMatchObject({
        code: 'SWARM_NOT_MANAGER',
        data: { reason: 'it is a worker' },
      })
    } finally {
      await cluster.stop()
    }
  })

  it('whose socket is not ours to open is not opened', async () => {
    // The socket is root's; here somebody else asks, with the built program.
    const script = `
      const { connectSwarm } = await import(process.argv[1])
      await connectSwarm({ dockerHost: process.argv[2], env: {} }).catch((error) => console.log(error.code))`
    const dir = await mkdtemp(join(tmpdir(), 'built-'))
    try {
      const program = join(dir, 'docker.mjs')
      const { build } = await import('esbuild')
      await build({
        entryPoints: ['src/swarm/docker/docker.ts'],
        outfile: program,
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
      })
      await chmod(dir, 0o755)
      await symlink(resolve('node_modules'), join(dir, 'node_modules'))
      await chmod(socket(), 0o600)
      await chmod(dirname(socket()), 0o755)
      const args = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, '--input-type=module']
      const { stdout } = await promisify(execFile)('setpriv', [...args, '-e', script, program, swarmHost])
      expect(stdout).toBe('SWARM_PERMISSION\n')
    } finally {
      await rm(dir, { recursive: true })
    }
  })

  it('is found by the name of a context that docker itself has made', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'docker-config-'))
    try {
      const env = { ...process.env, DOCKER_CONFIG: dir, DOCKER_HOST: '' }
      const create = ['context', 'create', 'one.example.org', '--docker', `host=${swarmHost}`]
      await promisify(execFile)('docker', create, { env })
      const choices = [{ context: 'one.example.org' }, { server: 'one.example.org' }]
      for (const choice of choices) {
        const reader = await connectSwarm({ ...choice, env: { DOCKER_CONFIG: dir } })
        expect(reader.name).toBe(`${swarmHost} (context one.example.org)`)
        reader.close()
      }
      await expect(connectSwarm({ context: 'two', env: { DOCKER_CONFIG: dir } })).rejects.toMatchObject({
        code: 'CONTEXT_NOT_FOUND',
        data: { contexts: ['one.example.org'] },
      })
    } finally {
      await rm(dir, { recursive: true })
    }
  })

  it('behind ssh is reached by the user’s own ssh', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sshd-'))
    const run = promisify(execFile)
    const port = await freePort()
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'host')])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'key')])
    await writeFile(join(dir, 'authorized'), await readFile(join(dir, 'key.pub')))
    await chmod(dir, 0o700)
    await mkdir('/run/sshd', { recursive: true })
    const settings = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(dir, 'host')}`,
      `AuthorizedKeysFile ${join(dir, 'authorized')}`,
      'StrictModes no',
      'UsePAM no',
      `PidFile ${join(dir, 'pid')}`,
    ]
    await writeFile(join(dir, 'sshd_config'), `${settings.join('\n')}\n`)
    const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(dir, 'sshd_config')], { stdio: 'ignore' })
    // The user's ssh config and known hosts count; here they are given by a wrapper that comes first on the PATH.
    const hostKey = (await readFile(join(dir, 'host.pub'), 'utf8')).split(' ').slice(0, 2).join(' ')
    await writeFile(join(dir, 'known'), `[127.0.0.1]:${port} ${hostKey}\n`)
    const wrapper = `#!/bin/sh\nexec /usr/bin/ssh -F none -i ${dir}/key -o UserKnownHostsFile=${dir}/known -o StrictHostKeyChecking=yes "$@"\n`
    await writeFile(join(dir, 'ssh'), wrapper, { mode: 0o755 })
    const path = process.env['PATH']
    process.env['PATH'] = `${dir}:${path}`
    try {
      await vi.waitFor(() => connected(port), { timeout: 30_000 })
      const address = `ssh://${userInfo().username}@127.0.0.1:${port}${socket()}`
      const reader = await connectSwarm({ dockerHost: address })
      expect(await takeSnapshot(reader, 'absent')).toMatchObject({ stack: 'absent', services: [] })
      const over = new AbortController()
      const watching = reader.watch('absent', () => {}, over.signal)
      await pause(300)
      over.abort()
      await watching
      reader.close()
      await writeFile(join(dir, 'known'), '')
      await expect(connectSwarm({ dockerHost: address })).rejects.toMatchObject({
        code: 'SWARM_UNREACHABLE',
        message: expect.stringContaining('Host key verification failed'),
      })
    } finally {
      process.env['PATH'] = path
      sshd.kill()
      await rm(dir, { recursive: true })
    }
  })
})
