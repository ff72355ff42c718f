import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRepository } from '../../src/git/repository/open-repository.js'
import { cloneRepository } from '../../src/git-client/clone-repository.js'
import { fetchInto } from '../../src/git-client/fetch-into.js'
import { isAuthenticationFailure, runGit } from '../../src/git-client/run-git.js'
import { ensure } from '../../src/recipe/ensure/ensure.js'
import { anError } from '../support/expect-error.js'
import { git } from '../support/git.js'
import { type Step, withScenario, withScratch } from '../support/scenario.js'
import { snapshotTree } from '../support/snapshot.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const twoTags: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0' },
  { do: 'write', path: 'compose.yml', text: 'two\n' },
  { do: 'commit' },
  { do: 'tag', name: '2.0.0', annotated: true },
]

describe('cloneRepository', () => {
  it.each<[string, (dir: string) => string]>([
    ['a path', (dir) => dir],
    ['a file URL', (dir) => `file://${dir}`],
    ['a bundle', () => bundle],
  ])('clones from %s: branches, tags, no worktree', (_name, source) =>
    withScenario({ steps: twoTags }, ({ dir }) =>
      withScratch(async (scratch) => {
        const place = join(scratch, 'clone')
        await cloneRepository(source(dir), place)
        expect(readdirSync(place)).toEqual(['.git'])
        expect(readdirSync(scratch)).toEqual(['clone'])
        expect(git(place, 'tag').split('\n').length).toBeGreaterThan(1)
        expect(git(place, 'config', 'remote.origin.url')).toBe(source(dir))
        expect(git(place, 'config', '--get-regexp', '^branch\\.')).toContain('branch.main.merge refs/heads/main')
        expect(existsSync(join(place, '.git/hooks'))).toBe(false)
      }),
    ),
  )

  it('makes a mirror', () =>
    withScenario({ steps: twoTags }, ({ dir }) =>
      withScratch(async (scratch) => {
        await cloneRepository(dir, join(scratch, 'mirror.git'), { mirror: true })
        expect(git(join(scratch, 'mirror.git'), 'show-ref')).toBe(git(dir, 'show-ref'))
      }),
    ))

  it('leaves nothing where it fails', () =>
    withScratch(async (scratch) => {
      await expect(cloneRepository(join(scratch, 'none'), join(scratch, 'clone'))).rejects.toEqual(
        anError('GIT_FAILED'),
      )
      expect(readdirSync(scratch)).toEqual([])
    }))

  it('does not speak ssh unless it may', () =>
    withScratch(async (scratch) => {
      const failed = await cloneRepository('git@localhost:x', join(scratch, 'clone')).catch((error: unknown) => error)
      expect(failed).toEqual(anError('GIT_FAILED'))
      expect(failed).toHaveProperty('data.stderr', expect.stringContaining("transport 'ssh' not allowed"))
    }))

  it('tells what a server that wants a password says, without ours', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    try {
      await withScratch(async (scratch) => {
        for (const userinfo of ['', 'me:hunter2@']) {
          const url = `http://${userinfo}127.0.0.1:${port}/x.git`
          const failed = await cloneRepository(url, join(scratch, 'clone')).catch((error: unknown) => error)
          expect(failed).toEqual(anError('GIT_FAILED'))
          const { stderr } = (failed as { data: { stderr: string } }).data
          expect(isAuthenticationFailure(stderr), stderr).toBe(true)
          expect(`${String(failed)}${JSON.stringify(failed)}`).not.toContain('hunter2')
        }
      })
    } finally {
      server.close()
    }
  })
})

describe('fetchInto', () => {
  it('brings tags, moves nothing twice and leaves no scratch behind', () =>
    withScenario({ steps: twoTags }, ({ dir: source }) =>
      withScenario({ steps: [{ do: 'write', path: 'x', text: 'x' }, { do: 'commit' }] }, async ({ dir }) => {
        const gitDir = join(dir, '.git')
        const fetch = () => fetchInto(gitDir, openRepository(dir, '5.16').references, source, ['refs/tags/*'])
        const before = readdirSync(gitDir)
        expect(await fetch()).toEqual([
          { name: 'refs/tags/1.0.0', before: undefined, after: git(source, 'rev-parse', '1.0.0') },
          { name: 'refs/tags/2.0.0', before: undefined, after: git(source, 'rev-parse', '2.0.0') },
        ])
        expect(git(dir, 'show', '2.0.0:compose.yml')).toBe('two')
        expect(git(dir, 'fsck', '--full', '--no-dangling')).toBe('')
        expect(readdirSync(gitDir)).toEqual(before)
        const packs = readdirSync(join(gitDir, 'objects/pack'))
        expect(await fetch()).toEqual([])
        expect(readdirSync(join(gitDir, 'objects/pack'))).toEqual(packs)
      }),
    ))

  it('does not write through a link in the git folder', () =>
    withScenario({ steps: twoTags }, ({ dir: source }) =>
      withScenario({ steps: [{ do: 'write', path: 'x', text: 'x' }, { do: 'commit' }] }, async ({ dir, outside }) => {
        const gitDir = join(dir, '.git')
        execFileSync('rm', ['-r', join(gitDir, 'refs/tags')])
        symlinkSync(outside, join(gitDir, 'refs/tags'))
        const { references } = openRepository(dir, '5.16')
        await expect(fetchInto(gitDir, references, source, ['refs/tags/*'])).rejects.toThrow()
        expect(snapshotTree(outside).size).toBe(1)
      }),
    ))
})

describe('a checkout whose config would run something', () => {
  /** Each key is one that git obeys in a repository it works in. */
  const tricks: [string, string][] = [
    ['core.sshCommand', 'touch CANARY'],
    ['core.gitProxy', 'touch CANARY'],
    ['core.fsmonitor', 'touch CANARY'],
    ['core.hooksPath', 'hooks'],
    ['core.alternateRefsCommand', 'touch CANARY'],
    ['core.askPass', 'touch CANARY'],
    ['core.pager', 'touch CANARY'],
    ['core.editor', 'touch CANARY'],
    ['credential.helper', '!touch CANARY'],
    ['remote.origin.uploadpack', 'touch CANARY; git-upload-pack'],
    ['remote.origin.vcs', 'ext'],
    ['remote.origin.proxy', 'ext::touch CANARY'],
    ['url.ext::touch% CANARY .insteadOf', 'SOURCE'],
    ['protocol.allow', 'always'],
    ['protocol.ext.allow', 'always'],
    ['include.path', '../evil.config'],
    ['fetch.bundleURI', 'ext::touch CANARY'],
    ['gc.auto', '1'],
    ['gc.recentObjectsHook', 'touch CANARY'],
    ['gpg.program', 'touch CANARY'],
    ['uploadpack.packObjectsHook', 'touch CANARY;'],
    ['filter.evil.smudge', 'touch CANARY; cat'],
    ['filter.evil.process', 'touch CANARY'],
    ['diff.external', 'touch CANARY'],
    ['alias.fetch', '!touch CANARY'],
  ]

  it('runs nothing when it is fetched into and checked out', () =>
    withScenario(
      { steps: [...twoTags, { do: 'write', path: '.gitattributes', text: '* filter=evil\n' }, { do: 'commit' }] },
      ({ dir: origin }) =>
        withScratch(async (scratch) => {
          const dir = join(scratch, 'recipe')
          const marker = join(scratch, 'canary')
          await ensure(
            { name: 'recipe', dir, url: origin },
            { chaos: false, offline: false, ignoreEnvVersion: false },
            { home: scratch },
          )
          const fill = (text: string) => text.replaceAll('CANARY', marker).replaceAll('SOURCE', origin)
          const script = `#!/bin/sh\ntouch ${marker}\nexec cat\n`
          const hooks = join(dir, '.git/hooks')
          mkdirSync(hooks)
          for (const name of [
            'post-checkout',
            'reference-transaction',
            'post-merge',
            'pre-auto-gc',
            'post-index-change',
          ]) {
            writeFileSync(join(hooks, name), script, { mode: 0o755 })
          }
          for (const [key, value] of tricks) {
            execFileSync('git', ['config', '--file', join(dir, '.git/config'), fill(key), fill(value)])
          }
          writeFileSync(join(dir, 'evil.config'), `[core]\n\tsshCommand = touch ${marker}\n`)
          mkdirSync(join(dir, '.git/info'), { recursive: true })
          writeFileSync(join(dir, '.git/info/exclude'), 'evil.config\n')
          writeFileSync(join(origin, 'compose.yml'), 'three\n')
          git(origin, '-c', 'user.name=a', '-c', 'user.email=a', 'commit', '-qam', 'three')
          const { fetched, head } = await ensure(
            { name: 'recipe', dir },
            { chaos: false, offline: false, ignoreEnvVersion: false },
            { home: scratch },
          )
          expect(fetched.map(({ name }) => name)).toEqual(['refs/remotes/origin/main'])
          expect(head?.hash).toBe(git(origin, 'rev-parse', 'HEAD'))
          expect(readFileSync(join(dir, 'compose.yml'), 'utf8')).toBe('three\n')
          expect(existsSync(marker)).toBe(false)
        }),
    ))

  it('would run something in the hands of plain git', () =>
    withScenario({ steps: twoTags }, ({ dir, outside }) => {
      const marker = join(outside, 'canary')
      git(dir, 'config', 'core.fsmonitor', `touch ${marker}`)
      git(dir, 'status')
      expect(existsSync(marker)).toBe(true)
    }))

  it.each(['ext::touch% canary', '--upload-pack=touch canary', '-x'])('names no source like %s', (url) =>
    withScenario({ steps: twoTags }, async ({ dir, home }) => {
      execFileSync('git', ['config', '--file', join(dir, '.git/config'), 'remote.origin.url', url])
      execFileSync('git', ['config', '--file', join(dir, '.git/config'), 'branch.main.merge', 'refs/heads/main'])
      const context = { chaos: false, offline: false, ignoreEnvVersion: false }
      await expect(ensure({ name: 'recipe', dir }, context, { home })).rejects.toEqual(anError('GIT_SOURCE_REFUSED'))
    }),
  )
})

describe('runGit', () => {
  it('runs without the environment and configuration of its caller', () =>
    withScratch(async (scratch) => {
      process.env['GIT_CONFIG_COUNT'] = '1'
      process.env['GIT_CONFIG_KEY_0'] = 'user.name'
      process.env['GIT_CONFIG_VALUE_0'] = 'leaked'
      try {
        const said = await runGit(['config', '--list', '--show-origin'], { cwd: scratch, ceiling: scratch })
        expect(said.toString()).toContain('core.hookspath=/dev/null')
        expect(said.toString()).not.toMatch(/leaked|file:/)
      } finally {
        for (const name of ['COUNT', 'KEY_0', 'VALUE_0']) delete process.env[`GIT_CONFIG_${name}`]
      }
    }))

  it('says so where there is no git', () =>
    withScratch(async (scratch) => {
      const path = process.env['PATH']
      process.env['PATH'] = scratch
      try {
        await expect(runGit(['version'], { cwd: scratch, ceiling: scratch })).rejects.toEqual(anError('GIT_MISSING'))
      } finally {
        process.env['PATH'] = path
      }
    }))

  it('passes on the whole output of git, however long', () =>
    withScratch(async (scratch) => {
      const failed = await runGit(['no-such-command'], { cwd: scratch, ceiling: scratch }).catch(
        (error: unknown) => error,
      )
      expect(failed).toEqual(anError('GIT_FAILED'))
      expect(failed).toHaveProperty('data.exitCode', 1)
      expect(failed).toHaveProperty('data.stderr', expect.stringContaining('no-such-command'))
    }))

  it('ends when it is cancelled', () =>
    withScratch(async (scratch) => {
      const controller = new AbortController()
      const running = runGit(['-c', 'alias.wait=!sleep 60', 'wait'], {
        cwd: scratch,
        ceiling: scratch,
        signal: controller.signal,
      })
      setTimeout(() => controller.abort(new Error('enough')), 200)
      const failed = await running.catch((error: unknown) => error)
      expect(failed).toEqual(anError('GIT_FAILED'))
      expect(failed).toHaveProperty('cause.message', 'enough')
    }))

  it.skipIf(process.platform !== 'linux')('and what git has started ends with it', () =>
    withScratch(async (scratch) => {
      const controller = new AbortController()
      const started = join(scratch, 'pid')
      const running = runGit(['-c', `alias.wait=!echo $$ > ${started}; sleep 600`, 'wait'], {
        cwd: scratch,
        ceiling: scratch,
        signal: controller.signal,
      })
      while (!existsSync(started) || readFileSync(started, 'utf8') === '')
        await new Promise((done) => setTimeout(done, 20))
      controller.abort(new Error('enough'))
      await expect(running).rejects.toEqual(anError('GIT_FAILED'))
      const pid = Number(readFileSync(started, 'utf8'))
      while (isThere(pid)) await new Promise((done) => setTimeout(done, 20))
    }),
  )
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // One that has ended and that no parent has asked for yet counts as gone.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
