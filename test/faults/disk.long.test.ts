import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostileSwarm } from '../../compare/hostile/hostile-swarm.js'
import { setEnv } from '../../src/app/set-env.js'
import { checkoutRef } from '../../src/harness/checkout/checkout-ref.js'
import { fetchRecipe } from '../../src/harness/checkout/fetch-recipe.js'
import { makeRunAbraDir } from '../../src/harness/run/run-abra-dir.js'
import { recordRun } from '../../src/harness/run/run-record.js'
import { chaosVersion } from '../../src/recipe/chaos-version/chaos-version.js'
import { ensure } from '../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../src/recipe/ensure/ensure-context.js'
import { anError } from '../support/expect-error.js'
import { withFakeDocker } from '../support/fake-docker.js'
import { git } from '../support/git.js'
import { runCli } from '../support/run-cli.js'
import { canMount, type SmallDisk, withSmallDisk } from '../support/small-disk.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const [release, head] = ['0.6.0+3.2.1', '7ae7b0f7']
const unwritable = anError('FILE_UNWRITABLE')

/** An ABRA_DIR on the disk, with a clone of the sample recipe at its head. */
function abraDirOn({ dir }: SmallDisk) {
  const abraDir = join(dir, 'abra')
  const recipe = join(abraDir, 'recipes', 'discourse')
  const appFile = join(abraDir, 'servers', 'one', 'app.example.com.env')
  for (const folder of ['recipes', 'servers/one', 'home']) mkdirSync(join(abraDir, folder), { recursive: true })
  git(dir, 'clone', '-q', bundle, recipe)
  git(recipe, 'checkout', '-q', '-B', 'main', head)
  writeFileSync(appFile, `TYPE=discourse:${release}\nDOMAIN=app.example.com\n${'# a comment\n'.repeat(800)}`)
  return { abraDir, recipe, appFile, home: join(abraDir, 'home') }
}

/** Everything that could be left behind: a lock, or a file that was to be renamed. */
function leftBehind(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.lock$|\.tmp|\.new$|\.clone-/.test(path),
  )
}

const run = (appFile: string, recipe: string, path: string, reason: string) =>
  recordRun(path, {
    app: { name: 'app.example.com', server: 'one', path: appFile, stackName: 'app_example_com' },
    recipe: { name: 'discourse', dir: recipe },
    to: head,
    verdict: { ok: true, kind: 'passed', reason },
    startedAt: '2026-01-01T12:00:00.000Z',
  })

describe.skipIf(!canMount())('a full disk (needs mount)', () => {
  it('in the middle of a checkout: the error says so, and with room again the next checkout goes on', () =>
    withSmallDisk(async (disk) => {
      const { recipe, home } = abraDirOn(disk)
      const ends = new Set<string>()
      for (let left = 0; !ends.has('done') && left < 400_000; left += 8192) {
        await checkoutRef({ dir: recipe }, head, { home, force: true })
        disk.fill(left)
        const failed = await checkoutRef({ dir: recipe }, release, { home }).catch((error: unknown) => error)
        disk.empty()
        const { code, message } = failed as { code?: string; message?: string }
        ends.add(code ?? 'done')
        expect(leftBehind(recipe), `${left} bytes`).toEqual([])
        if (code !== undefined) expect(message).toContain('disk is full')
        // Nothing of a failed checkout is in the way of the next one.
        await checkoutRef({ dir: recipe }, release, { home })
        expect(await chaosVersion(recipe, { home })).toBe('c163ab42')
      }
      expect([...ends]).toEqual(['FILE_UNWRITABLE', 'done'])
    }))

  it('in ensure: the same', () =>
    withSmallDisk(async (disk) => {
      const { recipe, home } = abraDirOn(disk)
      disk.fill(0)
      const asked = { name: 'discourse', dir: recipe, version: release }
      await expect(ensure(asked, getEnsureContext({ offline: true }), { home })).rejects.toThrow(unwritable)
      disk.empty()
      expect(leftBehind(recipe)).toEqual([])
      await ensure(asked, getEnsureContext({ offline: true }), { home })
      expect(await chaosVersion(recipe, { home })).toBe('c163ab42')
    }))

  it('in the write-back to .env, a record and a page: the file before stays whole', () =>
    withSmallDisk(async (disk) => {
      const { abraDir, appFile, recipe, home } = abraDirOn(disk)
      const [record, page] = [join(disk.dir, 'run.json'), join(disk.dir, 'fleet.html')]
      await withFakeDocker(hostileSwarm(), async (host) => {
        const fleet = () =>
          runCli(['fleet', '--abra-dir', abraDir, '--docker-host', host, '--html', page], { env: { HOME: home } })
        expect(await run(appFile, recipe, record, 'first')).toEqual({ written: true, path: record })
        await fleet()
        const before = [appFile, record, page].map((path) => readFileSync(path, 'utf8'))
        disk.fill(0)
        await expect(setEnv({ path: appFile }, 'TYPE', 'discourse:0.7.0+3.3.1')).rejects.toThrow(unwritable)
        expect(await run(appFile, recipe, record, 'second')).toMatchObject({
          written: false,
          error: expect.stringMatching(/full|no space/),
        })
        const { exitCode, stderr } = await fleet()
        expect({ exitCode, stderr }).toEqual({
          exitCode: 2,
          stderr: expect.stringContaining('(explain FILE_UNWRITABLE)'),
        })
        expect([appFile, record, page].map((path) => readFileSync(path, 'utf8'))).toEqual(before)
        disk.empty()
        expect(readdirSync(disk.dir).sort()).toEqual(['abra', 'fleet.html', 'run.json'])
        expect(leftBehind(abraDir)).toEqual([])
      })
    }))
})

describe.skipIf(!canMount())('a read-only file system (needs mount)', () => {
  it('is read, and what would write says that it cannot', () =>
    withSmallDisk(async (disk, beside) => {
      const { abraDir, appFile, recipe, home } = abraDirOn(disk)
      disk.readOnly()
      expect(await chaosVersion(recipe, { home })).toBe(head)
      const predicted = await runCli(['predict', 'app.example.com', '--chaos', '--abra-dir', abraDir, '--no-swarm'], {
        env: { HOME: home },
      })
      expect(predicted).toMatchObject({ exitCode: 0, stdout: `${head}\n` })
      const asked = { name: 'discourse', dir: recipe, version: release }
      const writes: (() => unknown)[] = [
        () => checkoutRef({ dir: recipe }, release, { home }),
        () => fetchRecipe({ name: 'fetched', mirror: bundle, ref: release, abraDir, home }),
        () => setEnv({ path: appFile }, 'TYPE', 'discourse'),
      ]
      for (const write of writes) {
        const error = await Promise.resolve()
          .then(write)
          .catch((thrown: unknown) => thrown)
        expect(error, String(write)).toEqual(unwritable)
        expect(String(error)).toMatch(/read-only/)
      }
      expect(() => makeRunAbraDir({ shared: abraDir, into: join(disk.dir, 'run') })).toThrow(unwritable)
      // go-git fails where it cannot write, so abra would refuse.
      const refused = ensure(asked, getEnsureContext({ offline: true }), { home })
      await expect(refused).rejects.toThrow(anError('ENSURE_REFUSED'))
      expect(await run(appFile, recipe, join(disk.dir, 'run.json'), 'x')).toMatchObject({
        written: false,
        error: expect.stringContaining('read-only'),
      })
      const upgrade = [
        'upgrade',
        'app.example.com',
        '--abra-dir',
        abraDir,
        '--to',
        head,
        '--from',
        release,
        '--lock-dir',
        join(beside, 'locks'),
      ]
      const { exitCode, stdout, stderr } = await runCli(upgrade, { env: { HOME: home } })
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).not.toContain('this is a bug')
      expect(existsSync(join(recipe, '.git/index.lock'))).toBe(false)
    }))
})

describe('without HOME', () => {
  it.each<[string, ...string[]]>([
    ['chaos-version'],
    ['predict', 'app.example.com', '--no-swarm'],
    ['stamp', 'app.example.com', '--no-swarm'],
    ['identity', 'app.example.com'],
    ['explain', 'app.example.com', '--since', 'x'],
    ['fleet'],
    ['upgrade', 'app.example.com', '--to', 'main'],
  ])('%s says that HOME is not set, or what else it needs', async (...args) => {
    const { exitCode, stdout, stderr } = await runCli(args, { env: { HOME: '' } })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/HOME/)
    expect(stderr).not.toContain('this is a bug')
  })
})
