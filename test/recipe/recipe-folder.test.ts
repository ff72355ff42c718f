import { dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAbraVersionError } from '../../src/errors.js'
import { recipeDir, recipeFolder } from '../../src/recipe/recipe-folder.js'
import { recipeUrl } from '../../src/recipe/recipe-url.js'

describe('recipeFolder', () => {
  it.each<[name: string, folder: string]>([
    ['mygit.org/myorg/cool-recipe', 'mygit_org_myorg_cool-recipe'],
    ['custom-html', 'custom-html'],
    ['a.b', 'a_b'],
    ['.hidden', '_hidden'],
    ['...', '___'],
    ['a..b', 'a__b'],
    ['-x', '-x'],
    ['with space', 'with space'],
    ['é', 'é'],
    ['a'.repeat(255), 'a'.repeat(255)],
  ])('of %s is %s', (name, folder) => {
    expect(recipeFolder(name)).toBe(folder)
    expect(recipeDir('/home/me/.abra', name)).toBe(`/home/me/.abra/recipes/${folder}`)
  })

  it.each<[name: string, why: string]>([
    ['', 'is empty'],
    ['.', 'has . or ..'],
    ['..', 'has . or ..'],
    ['../../etc', 'has . or ..'],
    ['a/../../etc', 'has . or ..'],
    ['a/.', 'has . or ..'],
    ['/etc', 'is an absolute path'],
    ['/', 'is an absolute path'],
    ['a//b', 'has an empty part between or after slashes'],
    ['a/', 'has an empty part between or after slashes'],
    ['a\\b', 'has a backslash'],
    ['a\0b', 'has a control character'],
    ['a\nb', 'has a control character'],
    ['a\u001b[31mb', 'has a control character'],
    ['a\u009bb', 'has a control character'],
    ['a'.repeat(256), 'is longer than 255 bytes'],
    ['é'.repeat(128), 'is longer than 255 bytes'],
  ])('of %j there is none: it %s', (name, why) => {
    for (const ask of [recipeFolder, recipeUrl, (text: string) => recipeDir('/abra', text)]) {
      expect(() => ask(name)).toThrow(expect.objectContaining({ code: 'RECIPE_NAME_INVALID', data: { name } }))
      expect(() => ask(name)).toThrow(`it ${why}`)
    }
  })

  it('is directly below recipes/ for every name', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '\0', 'a', '_', '-', '~', '\u2028')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (name) => {
          try {
            expect(dirname(recipeDir('/abra', name))).toBe('/abra/recipes')
            expect(recipeFolder(name)).not.toMatch(/[./]/)
          } catch (error) {
            expect(isAbraVersionError(error, 'RECIPE_NAME_INVALID') || error).toBe(true)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('recipeUrl', () => {
  it.each<[name: string, url: string]>([
    ['custom-html', 'https://git.coopcloud.tech/coop-cloud/custom-html.git'],
    ['a.b', 'https://git.coopcloud.tech/coop-cloud/a.b.git'],
    ['mygit.org/myorg/cool-recipe', 'https://mygit.org/myorg/cool-recipe.git'],
    ['mygit.org/~me/cool_recipe', 'https://mygit.org/~me/cool_recipe.git'],
  ])('of %s is %s', (name, url) => {
    expect(recipeUrl(name)).toBe(url)
    expect(new URL(url).href).toBe(url)
  })

  it.each(['me@evil.org/x', 'a/b?c', 'a/b#c', 'a/%2e%2e/b', 'with space', 'é', 'a:b/c', "a'b", 'a"b', '$(a)'])(
    'of %s there is none',
    (name) => {
      expect(() => recipeUrl(name)).toThrow('has a character that is not allowed in the path of a URL')
    },
  )
})
