import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSecretList } from '../../src/cli/read-secret-list.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'

function makeFifo(dir: string): string {
  const path = join(dir, 'names')
  execFileSync('mkfifo', [path])
  return path
}

describe('readSecretList', () => {
  it('reads a file, and takes an empty one for no secrets', () =>
    withScratch((dir) => {
      const path = join(dir, 'names')
      writeFileSync(path, ' a\r\n\nb')
      expect(readSecretList(path)).toEqual(['a', 'b'])
      writeFileSync(path, '')
      expect(readSecretList(path)).toEqual([])
    }))

  it('reads a named pipe whose writer comes late and writes in pieces', () =>
    withScratch(async (dir) => {
      const path = makeFifo(dir)
      const writer = spawn('sh', ['-c', 'sleep 0.2; { echo one; sleep 0.2; echo two; } > "$0"', path])
      const ended = once(writer, 'close')
      expect(readSecretList(path)).toEqual(['one', 'two'])
      await ended
    }))

  it('gives up a named pipe that no process writes to', () =>
    withScratch((dir) => {
      const path = makeFifo(dir)
      expect(() => readSecretList(path, 50)).toThrow(anError('SAFETY_LIMIT'))
    }))

  it('gives up a pipe without an end', () =>
    withScratch(async (dir) => {
      const path = makeFifo(dir)
      const writer = spawn('sh', ['-c', 'exec yes > "$0"', path])
      const ended = once(writer, 'close')
      expect(() => readSecretList(path)).toThrow(/larger than 1048576 bytes/)
      await ended
    }))

  it('takes a pipe without a name for no answer', () =>
    withScratch(async (dir) => {
      const path = makeFifo(dir)
      const writer = spawn('sh', ['-c', 'echo > "$0"', path])
      const ended = once(writer, 'close')
      expect(() => readSecretList(path)).toThrow(anError('USAGE'))
      await ended
    }))
})

describe('--secrets of the command line', () => {
  const predictWith = (script: string, input?: string) => {
    demandFreshBuild()
    return withScratch((dir) => {
      git(dir, 'clone', '-q', resolve('golden/recipes/discourse-sample.bundle'), join(dir, 'recipes/discourse'))
      writeFiles(dir, { 'servers/default/s.env': 'TYPE=discourse\nSECRET_DB_PASSWORD_VERSION=v1\n' })
      const command = `"${process.execPath}" "${resolve('dist/cli/start.cjs')}" predict s --chaos --no-swarm --abra-dir "${dir}"`
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script.replace('PREDICT', command)], {
        encoding: 'utf8',
        ...(input === undefined ? {} : { input }),
      })
      return { status, stdout, stderr }
    })
  }

  it('is standard input for -, be it a pipe or a file', async () => {
    expect(await predictWith('echo s_db_password_v1 | PREDICT --secrets -')).toMatchObject({ status: 0 })
    expect(await predictWith('PREDICT --secrets - < <(sleep 0.2; echo s_db_password_v1)')).toMatchObject({ status: 0 })
    expect(await predictWith('PREDICT --secrets - < /etc/hostname')).toMatchObject({ status: 3 })
  })

  it('takes what bash gives for <(…)', async () => {
    const there = await predictWith('PREDICT --secrets <(sleep 0.2; echo s_db_password_v1)')
    expect(there).toMatchObject({ status: 0, stdout: '7ae7b0f7\n' })
    const other = await predictWith('PREDICT --secrets <(echo other)')
    expect(other).toMatchObject({ status: 3 })
    expect(other.stderr).toContain('secret not generated: db_password')
  })

  it('does not call every secret missing because the command before the pipe failed', async () => {
    const failed = await predictWith('false | PREDICT --secrets -')
    expect(failed).toMatchObject({ status: 2, stdout: '' })
    expect(failed.stderr).toMatch(/--secrets got no name from a pipe: look whether the command that writes it failed/)
  })
})
