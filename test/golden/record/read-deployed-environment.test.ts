import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  parseDeployedEnvironment,
  readDeployedEnvironment,
} from '../../../src/golden/record/read-deployed-environment.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'

const spec = {
  Name: 'forum_app',
  Labels: { 'coop-cloud.forum.chaos': 'true', 'traefik.http.middlewares.auth.basicauth.users': 'x:hash' },
  TaskTemplate: {
    ContainerSpec: {
      Env: [
        'TYPE=discourse:7ae7b0f7+U',
        'SMTP_PASSWORD=hunter2',
        'SECRET_DB_PASSWORD_VERSION=v1',
        'STACK_NAME=forum',
        'PLAIN',
      ],
    },
  },
}

afterEach(() => {
  vi.unstubAllEnvs()
})

/** A docker command that prints this. */
async function withDocker<T>(script: string, use: () => Promise<T>): Promise<T> {
  return withScratch(async (dir) => {
    const bin = join(dir, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'docker'), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, 'docker'), 0o755)
    vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH']}`)
    return use()
  })
}

describe('the environment of a deployed app', () => {
  it('has every name, and no value that may be a password', () => {
    const read = parseDeployedEnvironment('forum', spec)
    expect(read).toEqual({
      stack: 'forum',
      labels: { 'coop-cloud.forum.chaos': 'true' },
      env: [
        { name: 'TYPE', value: 'discourse:7ae7b0f7+U' },
        { name: 'SMTP_PASSWORD' },
        { name: 'SECRET_DB_PASSWORD_VERSION', value: 'v1' },
        { name: 'STACK_NAME', value: 'forum' },
        { name: 'PLAIN' },
      ],
    })
    expect(JSON.stringify(read)).not.toMatch(/hunter2|hash/)
  })

  it('is empty for a service without one', () => {
    for (const other of [{}, null, 'x', { TaskTemplate: { ContainerSpec: { Env: null } } }])
      expect(parseDeployedEnvironment('forum', other)).toEqual({ stack: 'forum', labels: {}, env: [] })
  })

  it('is asked of the docker command', () =>
    withDocker(
      `[ "$*" = "service inspect --format {{json .Spec}} forum_app" ] && echo '${JSON.stringify(spec)}'`,
      async () => {
        expect((await readDeployedEnvironment('forum')).env).toHaveLength(5)
        await expect(readDeployedEnvironment('other')).rejects.toEqual(anError('DOCKER_FAILED'))
      },
    ))

  it('is no guess where docker prints no JSON, or the name is none', async () => {
    await withDocker('echo hello', async () => {
      await expect(readDeployedEnvironment('forum')).rejects.toEqual(anError('DOCKER_FAILED'))
    })
    for (const name of ['', '-H', 'a b', '../x'])
      await expect(readDeployedEnvironment(name)).rejects.toMatchObject({
        code: 'USAGE',
        data: { argument: '--stack' },
      })
  })
})
