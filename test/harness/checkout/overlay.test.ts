import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseEnv } from '../../../src/app/env/parse-env.js'
import { checkoutRef } from '../../../src/harness/checkout/checkout-ref.js'
import { provideOverlay, removeOverlay } from '../../../src/harness/checkout/overlay.js'
import { writeFiles } from '../../support/abra-folder.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const baseTag = '0.7.0+3.3.1'
const overlayText = 'version: "3.8"\nservices: {}\n'

interface Places {
  recipe: { name: string; dir: string }
  app: { path: string }
  file: string
  home: string
}

function withRecipe<T>(env: string, use: (places: Places) => Promise<T>): Promise<T> {
  return withScratch((home) => {
    const dir = join(home, 'discourse')
    execFileSync('git', ['clone', '--quiet', bundle, dir])
    writeFiles(home, { 'app.env': env, 'harness/compose.ccci.yml': overlayText })
    return use({
      recipe: { name: 'discourse', dir },
      app: { path: join(home, 'app.env') },
      file: join(home, 'harness/compose.ccci.yml'),
      home,
    })
  })
}

const composeFile = ({ path }: { path: string }) => parseEnv(readFileSync(path)).get('COMPOSE_FILE')

describe('provideOverlay', () => {
  it('puts the file there untracked, names it in COMPOSE_FILE, and says that every stamp carries +U', () =>
    withRecipe('TYPE=discourse\nCOMPOSE_FILE=compose.yml:compose.smtp.yml\n', async ({ recipe, app, file, home }) => {
      const overlay = await provideOverlay(recipe, file, { for: 'both', app, home })
      expect(overlay).toMatchObject({
        for: 'both',
        name: 'compose.ccci.yml',
        carriesU: true,
        chaosVersion: '7ae7b0f7+U',
        composeFile: { before: 'compose.yml:compose.smtp.yml', after: 'compose.yml:compose.smtp.yml:compose.ccci.yml' },
      })
      expect(overlay.note).toContain('every chaos deploy is now stamped with +U')
      expect(readFileSync(join(recipe.dir, 'compose.ccci.yml'), 'utf8')).toBe(overlayText)
      expect(git(recipe.dir, 'status', '--porcelain')).toBe('?? compose.ccci.yml')
      expect(composeFile(app)).toBe('compose.yml:compose.smtp.yml:compose.ccci.yml')
      const { untracked } = await checkoutRef(recipe, baseTag, { home })
      expect(untracked).toEqual(['compose.ccci.yml'])
    }))

  it('does the same done twice, as after a run that was killed', () =>
    withRecipe('TYPE=discourse\n', async ({ recipe, app, file, home }) => {
      await provideOverlay(recipe, file, { for: 'base', app, home })
      await provideOverlay(recipe, file, { for: 'base', app, home })
      expect(readFileSync(app.path, 'utf8')).toBe('TYPE=discourse\nCOMPOSE_FILE=compose.yml:compose.ccci.yml\n')
    }))

  it('does not claim +U where git ignores the file', () =>
    withRecipe('TYPE=discourse\n', async ({ recipe, file, home }) => {
      writeFileSync(join(recipe.dir, '.git/info/exclude'), 'compose.ccci.yml\n')
      const overlay = await provideOverlay(recipe, file, { for: 'both', home })
      expect(overlay).toMatchObject({ carriesU: false, chaosVersion: '7ae7b0f7' })
      expect(overlay.note).toContain('the worktree stays clean')
      const later = await provideOverlay(recipe, file, { for: 'both', home, profile: '5.19' })
      expect(later).toMatchObject({ carriesU: true, chaosVersion: '7ae7b0f7+U' })
    }))

  it.each<[string, (dir: string) => void]>([
    [
      'the recipe has one',
      (dir) => {
        writeFileSync(join(dir, 'compose.ccci.yml'), overlayText)
        git(dir, 'add', 'compose.ccci.yml')
      },
    ],
    ['the checkout has another one', (dir) => writeFileSync(join(dir, 'compose.ccci.yml'), 'theirs\n')],
    ['there is a link', (dir) => symlinkSync('/etc/hostname', join(dir, 'compose.ccci.yml'))],
  ])('touches no file of that name: %s', (_case, prepare) =>
    withRecipe('TYPE=discourse\n', async ({ recipe, app, file, home }) => {
      prepare(recipe.dir)
      const before = execFileSync('ls', ['-la', join(recipe.dir, 'compose.ccci.yml')]).toString()
      const refused = provideOverlay(recipe, file, { for: 'both', app, home })
      await expect(refused).rejects.toEqual(anError('CHECKOUT_WOULD_OVERWRITE'))
      expect(execFileSync('ls', ['-la', join(recipe.dir, 'compose.ccci.yml')]).toString()).toBe(before)
      expect(readFileSync(app.path, 'utf8')).toBe('TYPE=discourse\n')
    }),
  )

  it('refuses a name that COMPOSE_FILE cannot contain, and a missing file', () =>
    withRecipe('TYPE=discourse\n', async ({ recipe, home }) => {
      for (const name of ['a:b.yml', 'compose.txt', '.hidden.yml']) {
        writeFileSync(join(home, name), overlayText)
        const refused = provideOverlay(recipe, join(home, name), { for: 'both', home })
        await expect(refused, name).rejects.toEqual(anError('USAGE'))
      }
      const missing = provideOverlay(recipe, join(home, 'none.yml'), { for: 'both', home })
      await expect(missing).rejects.toEqual(anError('FILE_UNREADABLE'))
    }))
})

describe('removeOverlay', () => {
  it.each([
    'TYPE=discourse\n',
    'TYPE=discourse\nCOMPOSE_FILE=compose.yml:compose.smtp.yml # why\nLAST=1',
    'COMPOSE_FILE="compose.yml"\r\nTYPE=discourse\r\n',
  ])('leaves checkout and app file byte by byte as they were: %j', (env) =>
    withRecipe(env, async ({ recipe, app, file, home }) => {
      const overlay = await provideOverlay(recipe, file, { for: 'base', app, home })
      expect(composeFile(app)).toContain(':compose.ccci.yml')
      await removeOverlay(overlay)
      expect(readFileSync(app.path, 'utf8')).toBe(env)
      expect(git(recipe.dir, 'status', '--porcelain', '--ignored')).toBe('')
      await removeOverlay(overlay)
      expect(readFileSync(app.path, 'utf8')).toBe(env)
    }),
  )

  it('keeps what was written into the app’s file meanwhile', () =>
    withRecipe('TYPE=discourse\n', async ({ recipe, app, file, home }) => {
      const overlay = await provideOverlay(recipe, file, { for: 'base', app, home })
      writeFileSync(app.path, `${readFileSync(app.path, 'utf8')}DOMAIN=x\n`)
      await removeOverlay(overlay)
      expect(readFileSync(app.path, 'utf8')).toBe('TYPE=discourse\nCOMPOSE_FILE=compose.yml\nDOMAIN=x\n')
    }))

  it('removes the entry if abra has deleted the file, and keeps a file that has changed', () =>
    withRecipe('TYPE=discourse\n', async ({ recipe, app, file, home }) => {
      const overlay = await provideOverlay(recipe, file, { for: 'base', app, home })
      rmSync(overlay.path)
      await removeOverlay(overlay)
      expect(readFileSync(app.path, 'utf8')).toBe('TYPE=discourse\n')
      writeFileSync(overlay.path, 'theirs\n')
      await expect(removeOverlay(overlay)).rejects.toEqual(anError('CHECKOUT_WOULD_OVERWRITE'))
      expect(existsSync(overlay.path)).toBe(true)
    }))
})
