import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recipeVersionLine, writeRecipeVersion } from '../../src/app/write-recipe-version.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'

function write(before: string, version: string): Promise<string> {
  return withScratch(async (dir) => {
    const path = join(dir, 'app.env')
    writeFileSync(path, before)
    await writeRecipeVersion({ path }, version)
    return readFileSync(path, 'utf8')
  })
}

describe('writeRecipeVersion', () => {
  it.each([
    ['a first version', 'TYPE=custom-html\nA=1\n', '1.7.1+1.27.2', 'TYPE=custom-html:1.7.1+1.27.2\nA=1\n'],
    [
      'the next version',
      '# x\r\nRECIPE=custom-html:1.7.1+1.27.2 # y\r\n',
      '1.8.0',
      '# x\r\nRECIPE=custom-html:1.8.0 # y\r\n',
    ],
    ['a chaos version', 'TYPE="custom-html:1.7.1"', '7ae7b0f7+U', 'TYPE="custom-html:7ae7b0f7+U"'],
    ['the line that counts', 'TYPE=a:1\nRECIPE=b:1\n', '2', 'TYPE=a:1\nRECIPE=b:2\n'],
    ['a recipe named by its address', 'RECIPE=mygit.org/a/b\n', '2', 'RECIPE=mygit.org/a/b:2\n'],
  ])('R46: writes %s', async (_what, before, version, after) => {
    expect(await write(before, version)).toBe(after)
  })

  it.each(['', '1:2', '1 2', '1\n'])('refuses %j as a version', async (version) => {
    await expect(write('TYPE=x\n', version)).rejects.toThrow(anError('USAGE'))
  })

  it('refuses a file without a recipe', async () => {
    await expect(write('A=x\n', '1')).rejects.toThrow(anError('RECIPE_LINE_INVALID'))
  })
})

describe('recipeVersionLine', () => {
  it('is the line as it would be written', () => {
    const line = (text: string, version: string) => recipeVersionLine(Buffer.from(text), version, 'app.env')
    expect(line('A=1\nTYPE=custom-html # keep\nB=2\n', '1.7.1+1.27.2')).toBe('TYPE=custom-html:1.7.1+1.27.2 # keep')
    expect(line('TYPE=custom-html:1\r\n', '1')).toBe('TYPE=custom-html:1')
  })
})
