import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/cli/command.js'
import { applySettings, readSettings, type Settings, withSettings } from '../../src/cli/settings.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'
import { watchFiles } from '../support/watch-files.js'

const OPTIONS: Command['options'] = {
  'go-git': { type: 'string' },
  home: { type: 'string' },
  strict: { type: 'boolean', short: 's' },
  'no-swarm': { type: 'boolean' },
  'abra-dir': { type: 'string' },
  settings: { type: 'string' },
}

function withFile<T>(text: string | Uint8Array, use: (path: string) => T | Promise<T>): Promise<T> {
  return withScratch((dir) => {
    const path = join(dir, 'settings.env')
    writeFileSync(path, text)
    return expectUntouched(dir, () => use(path))
  })
}

/** What a command gets that was given these values beside `--settings`. */
function apply(text: string, given: Record<string, string | boolean | undefined> = {}, elsewhere?: string[]) {
  return withFile(text, async (path) => {
    const { settings, ...values } = await applySettings(OPTIONS, { ...given, settings: path }, elsewhere)
    expect(settings).toBe(path)
    return values
  })
}

describe('readSettings', () => {
  it('keeps what is for this program', () =>
    withFile(
      [
        '# a comment',
        'ABRA_DIR=/srv/abra',
        'export DOCKER_HOST="ssh://root@host"',
        'ABRA_DEPLOY_VERSION_GO_GIT=5.17 # as abra has it',
        "ABRA_DEPLOY_VERSION_HOME='/home/me too'",
        'abra_deploy_version_strict=maybe',
        'OTHER=1',
        '__proto__=x',
      ].join('\n'),
      async (path) => {
        expect(await readSettings(path)).toEqual({
          path,
          abraDir: '/srv/abra',
          dockerHost: 'ssh://root@host',
          defaults: new Map([
            ['ABRA_DEPLOY_VERSION_GO_GIT', '5.17'],
            ['ABRA_DEPLOY_VERSION_HOME', '/home/me too'],
          ]),
        })
      },
    ))

  it.each(['', '\n\n', '#', 'ABRA_DIR=\nDOCKER_HOST=""\n', 'no grammar at all', '\0\u0001'])('of %j are none', (text) =>
    withFile(text, async (path) => {
      expect(await readSettings(path)).toEqual({ path, defaults: new Map() })
    }),
  )

  it('expands nothing', () =>
    withFile('A=1\nABRA_DIR=$A/$HOME\n', async (path) => {
      expect((await readSettings(path)).abraDir).toBe('$A/$HOME')
    }))

  it('leaves the environment of the process alone', () =>
    withFile('ABRA_DIR=/srv/abra\nABRA_DEPLOY_VERSION_HOME=x\n', async (path) => {
      const before = { ...process.env }
      await readSettings(path)
      expect({ ...process.env }).toEqual(before)
    }))

  it('takes 64 KiB and no more', async () => {
    await withFile('#'.repeat(64 * 1024), async (path) => {
      expect((await readSettings(path)).defaults.size).toBe(0)
    })
    await withFile('#'.repeat(64 * 1024 + 1), async (path) => {
      await expect(readSettings(path)).rejects.toThrow(`${path} is larger than 65536 bytes`)
    })
  })

  it.each<[string, code: 'FILE_UNREADABLE' | 'SAFETY_LIMIT', make: (path: string) => void]>([
    ['nothing', 'FILE_UNREADABLE', () => {}],
    ['a folder', 'FILE_UNREADABLE', (path) => mkdirSync(path)],
    ['a FIFO', 'SAFETY_LIMIT', (path) => execFileSync('mkfifo', [path])],
  ])('says so where there is %s', (_name, code, make) =>
    withScratch(async (dir) => {
      const path = join(dir, 'settings.env')
      make(path)
      await expect(readSettings(path)).rejects.toThrow(anError(code))
      await expect(readSettings(path)).rejects.toThrow(path)
    }),
  )
})

describe('applySettings', () => {
  it('looks at no file unless one is named', async () => {
    const given = { strict: true }
    const { opened, result } = watchFiles(() => applySettings(OPTIONS, given))
    expect(await result).toBe(given)
    expect(opened).toEqual([])
  })

  it.each<[string, text: string, values: object]>([
    ['a text', 'ABRA_DEPLOY_VERSION_GO_GIT=5.17', { 'go-git': '5.17' }],
    [
      'switches',
      'ABRA_DEPLOY_VERSION_STRICT=true\nABRA_DEPLOY_VERSION_NO_SWARM=false',
      { strict: true, 'no-swarm': false },
    ],
    ['ABRA_DIR', 'ABRA_DIR=/srv', { 'abra-dir': '/srv' }],
    ['its own key before ABRA_DIR', 'ABRA_DEPLOY_VERSION_ABRA_DIR=/own\nABRA_DIR=/srv', { 'abra-dir': '/own' }],
    ['no empty text', 'ABRA_DEPLOY_VERSION_HOME=\nABRA_DIR=', {}],
    ['no DOCKER_HOST where there is no such option', 'DOCKER_HOST=tcp://x', {}],
    ['the last of two', 'ABRA_DEPLOY_VERSION_HOME=a\nABRA_DEPLOY_VERSION_HOME=b', { home: 'b' }],
    ['nothing of others', 'GO_GIT=5.17\nABRA_DEPLOY_VERSION=1\nHOME=/x', {}],
  ])('takes %s', async (_name, text, values) => {
    expect(await apply(text)).toEqual(values)
  })

  it('lets the command line win, an option that was not given excepted', async () => {
    const text =
      'ABRA_DIR=/srv\nABRA_DEPLOY_VERSION_GO_GIT=5.17\nABRA_DEPLOY_VERSION_HOME=/home\nABRA_DEPLOY_VERSION_STRICT=false'
    expect(await apply(text, { 'go-git': '5.19', 'abra-dir': '', strict: true, home: undefined })).toEqual({
      'go-git': '5.19',
      'abra-dir': '',
      strict: true,
      home: '/home',
    })
  })

  it.each<[string, key: string, value: string, message: string]>([
    ['an unknown key', 'ABRA_DEPLOY_VERSION_GOGIT', '5.17', 'sets no option of this command'],
    ['an unknown key without a value', 'ABRA_DEPLOY_VERSION_', '', 'sets no option of this command'],
    ['a settings file in a settings file', 'ABRA_DEPLOY_VERSION_SETTINGS', 'x', 'sets no option of this command'],
    ['a short option', 'ABRA_DEPLOY_VERSION_S', 'true', 'sets no option of this command'],
    ['a small letter', 'ABRA_DEPLOY_VERSION_Home', 'x', 'sets no option of this command'],
    ['a switch of yes', 'ABRA_DEPLOY_VERSION_STRICT', 'yes', 'is neither true nor false'],
    ['a switch of 1', 'ABRA_DEPLOY_VERSION_STRICT', '1', 'is neither true nor false'],
    ['a switch of True', 'ABRA_DEPLOY_VERSION_STRICT', 'True', 'is neither true nor false'],
    ['an empty switch', 'ABRA_DEPLOY_VERSION_NO_SWARM', '', 'is neither true nor false'],
  ])('refuses %s, even beside the option itself', (_name, key, value, message) =>
    withFile(`${key}=${value}\n`, async (path) => {
      const applying = applySettings(OPTIONS, { settings: path, strict: true, 'no-swarm': true })
      await expect(applying).rejects.toThrow(
        expect.objectContaining({ code: 'SETTINGS_INVALID', data: { path, key, value } }),
      )
      await expect(applying).rejects.toThrow(`${path}: ${key}=${value} ${message}`)
    }),
  )

  it('names the keys there are', async () => {
    await expect(apply('ABRA_DEPLOY_VERSION_GOGIT=1')).rejects.toThrow(
      'the keys are ABRA_DIR, DOCKER_HOST, ABRA_DEPLOY_VERSION_GO_GIT, ABRA_DEPLOY_VERSION_HOME, ABRA_DEPLOY_VERSION_STRICT, ',
    )
  })

  it('lets be what only other commands have', async () => {
    const text = 'ABRA_DEPLOY_VERSION_TIME_OUT=5\nABRA_DEPLOY_VERSION_HOME=x'
    expect(await apply(text, {}, ['time-out'])).toEqual({ home: 'x' })
    await expect(apply(text, {}, ['time'])).rejects.toThrow(anError('SETTINGS_INVALID'))
  })
})

describe('withSettings', () => {
  it('gives DOCKER_HOST to a command that has a use for it', () => {
    const settings: Settings = { path: 'x', dockerHost: 'tcp://x', defaults: new Map() }
    expect(withSettings(settings, { 'docker-host': { type: 'string' } }, {})).toEqual({ 'docker-host': 'tcp://x' })
    expect(withSettings(settings, OPTIONS, {})).toEqual({})
  })

  it('never changes what was given', () => {
    const key = fc.constantFrom('GO_GIT', 'HOME', 'STRICT', 'NO_SWARM', 'ABRA_DIR')
    const defaults = fc.array(fc.tuple(key, fc.constantFrom('true', 'false')))
    const given = fc.record(
      { 'go-git': fc.string(), home: fc.string(), strict: fc.constant(true), 'abra-dir': fc.string() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(defaults, given, (pairs, values) => {
        const settings: Settings = {
          path: 'x',
          defaults: new Map(pairs.map(([name, value]) => [`ABRA_DEPLOY_VERSION_${name}`, value])),
        }
        expect(withSettings(settings, OPTIONS, values)).toMatchObject(values)
      }),
    )
  })
})
