import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app/app.js'
import { findApp } from '../../src/app/find-app.js'
import { readApp } from '../../src/app/read-app.js'
import { recipeDir } from '../../src/recipe/recipe-folder.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const FILE = 'servers/server.org/cloud.example.org.env'

/** Reads the app `cloud.example.org` whose file holds this text, and asserts that nothing was written. */
function read(text: string): Promise<App> {
  return withScratch((dir) => {
    writeFiles(dir, { [FILE]: text })
    return expectUntouched(dir, () => readApp('cloud.example.org', { abraDir: dir }))
  })
}

describe('readApp', () => {
  it('reads all there is to know of an app', () =>
    withScratch(async (dir) => {
      const text = [
        'TYPE=mygit.org/myorg/cool-recipe:1.7.1+1.27.2',
        'DOMAIN=cloud.example.org # a note',
        'URL="https://$DOMAIN"',
        'SECRET_KEY_VERSION=v1 # length=32 charset=hex',
        '#COMMENTED=out',
      ]
      writeFiles(dir, { [FILE]: `${text.join('\n')}\n` })
      const app = await expectUntouched(dir, () => readApp('cloud.example.org', { abraDir: dir }))
      expect(app).toEqual({
        name: 'cloud.example.org',
        server: 'server.org',
        path: join(dir, FILE),
        env: new Map([
          ['TYPE', 'mygit.org/myorg/cool-recipe:1.7.1+1.27.2'],
          ['DOMAIN', 'cloud.example.org'],
          ['URL', 'https://cloud.example.org'],
          ['SECRET_KEY_VERSION', 'v1'],
        ]),
        modifiers: new Map([
          [
            'SECRET_KEY_VERSION',
            new Map([
              ['length', '32'],
              ['charset', 'hex'],
            ]),
          ],
        ]),
        recipe: {
          key: 'TYPE',
          name: 'mygit.org/myorg/cool-recipe',
          version: '1.7.1+1.27.2',
          rawVersion: '1.7.1+1.27.2',
        },
        stackName: 'cloud_example_org',
      })
      expect([...app.env.keys()]).toEqual(['TYPE', 'DOMAIN', 'URL', 'SECRET_KEY_VERSION'])
      // G29
      expect(recipeDir(dir, app.recipe.name)).toBe(join(dir, 'recipes/mygit_org_myorg_cool-recipe'))
    }))

  it('takes a place as well as a name', () =>
    withScratch(async (dir) => {
      writeFiles(dir, { [FILE]: 'TYPE=a\n' })
      const place = await findApp('cloud.example.org', { abraDir: dir })
      expect(await readApp(place)).toEqual(await readApp('cloud.example.org', { abraDir: dir }))
      expect(await readApp({ ...place, name: 'other.org' })).toMatchObject({
        name: 'other.org',
        stackName: 'other_org',
      })
    }))

  it('hands the server on to the search', () =>
    withScratch(async (dir) => {
      writeFiles(dir, { 'servers/a/app.env': 'TYPE=of-a', 'servers/b/app.env': 'TYPE=of-b' })
      expect((await readApp('app', { abraDir: dir, server: 'b' })).recipe.name).toBe('of-b')
      await expect(readApp('app', { abraDir: dir })).rejects.toThrow(anError('APP_AMBIGUOUS'))
    }))

  it('reads through links that lead out of the folder', () =>
    withScratch(async (dir) => {
      writeFiles(dir, { 'far/s/real.env': 'TYPE=linked\n', 'abra/': '' })
      symlinkSync('../far', join(dir, 'abra/servers'))
      symlinkSync('real.env', join(dir, 'far/s/app.env'))
      expect(await readApp('app', { abraDir: join(dir, 'abra') })).toMatchObject({
        path: join(dir, 'abra/servers/s/app.env'),
        recipe: { name: 'linked' },
      })
    }))

  it.each<[string, text: string, expected: object]>([
    ['STACK_NAME', 'TYPE=a\nSTACK_NAME=mine.too\n', { stackName: 'mine.too' }],
    ['RECIPE before TYPE, wherever it stands', 'TYPE=a:1\nRECIPE=b\n', { recipe: { key: 'RECIPE', name: 'b' } }],
    ['the last of two lines', 'TYPE=a:1\nTYPE=b:2\n', { recipe: { name: 'b', version: '2' } }],
    ['a chaos version', 'TYPE=a:7ae7b0f7+U\n', { recipe: { version: '7ae7b0f7', rawVersion: '7ae7b0f7+U' } }],
    ['quotes', 'export TYPE="a:1"\n', { recipe: { name: 'a', version: '1' } }],
    ['a comment behind it', 'TYPE=a:1.0.0+2 # pinned\n', { recipe: { name: 'a', rawVersion: '1.0.0+2' } }],
    ['blanks inside quotes', 'TYPE=" a : 1 "\n', { recipe: { name: ' a ', version: ' 1 ' } }],
    ['another variable in it', 'R=a\nTYPE=$R:1\n', { recipe: { name: 'a', version: '1' } }],
    ['lines that end in CRLF', 'TYPE=a:1\r\nB=2\r\n', { recipe: { name: 'a', version: '1' } }],
  ])('reads %s', async (_name, text, expected) => {
    expect(await read(text)).toMatchObject(expected)
  })

  it.each<[string, text: string, line: number | undefined, message: string]>([
    [
      'a second colon',
      'A=1\n\nTYPE=a:1:2\n',
      3,
      `${FILE}:3: TYPE=a:1:2 has more than one colon (version seems invalid: a:1:2)`,
    ],
    ['an empty RECIPE beside a TYPE', 'TYPE=a\nRECIPE=\n', 2, `${FILE}:2: RECIPE= names no recipe`],
    ['the last of two lines', 'TYPE=a\nTYPE=:1\n', 2, `${FILE}:2: TYPE=:1`],
    ['neither', 'DOMAIN=a\n', undefined, `${FILE} has neither RECIPE nor TYPE`],
    ['nothing at all', '', undefined, `${FILE} has neither RECIPE nor TYPE`],
  ])('refuses %s', async (_name, text, line, message) => {
    const error: unknown = await read(text).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'RECIPE_LINE_INVALID', message: expect.stringContaining(message) })
    expect((error as { data: { line?: number } }).data.line).toBe(line)
  })

  it('names the file and the line that godotenv refuses', async () => {
    await expect(read('TYPE=a\nA="unterminated\n')).rejects.toThrow(
      expect.objectContaining({
        code: 'ENV_SYNTAX',
        data: expect.objectContaining({ path: expect.stringContaining(FILE), line: 2 }),
      }),
    )
  })

  it('reads a file of 1 MiB and refuses a larger one', async () => {
    const text = `TYPE=a\nB=${'x'.repeat(1024 * 1024 - 10)}\n`
    expect(text).toHaveLength(1024 * 1024)
    expect((await read(text)).env.get('B')).toHaveLength(1024 * 1024 - 10)
    await expect(read(`${text} `)).rejects.toThrow(anError('SAFETY_LIMIT'))
  })

  it.each<[string, code: 'FILE_UNREADABLE' | 'SAFETY_LIMIT', make: (path: string) => void]>([
    ['a folder', 'FILE_UNREADABLE', (path) => mkdirSync(path)],
    ['a link to nowhere', 'FILE_UNREADABLE', (path) => symlinkSync('nowhere', path)],
    ['a link to itself', 'FILE_UNREADABLE', (path) => symlinkSync(path, path)],
    ['a FIFO', 'SAFETY_LIMIT', (path) => execFileSync('mkfifo', [path])],
    ['a device', 'SAFETY_LIMIT', (path) => symlinkSync('/dev/zero', path)],
  ])('names the path where %s is in its place', (_name, code, make) =>
    withScratch(async (dir) => {
      mkdirSync(join(dir, 'servers/s'), { recursive: true })
      const path = join(dir, 'servers/s/app.env')
      make(path)
      const reading = expectUntouched(dir, () => readApp('app', { abraDir: dir }))
      await expect(reading).rejects.toThrow(expect.objectContaining({ code, data: expect.objectContaining({ path }) }))
    }),
  )

  it('is not led astray by names of JavaScript', async () => {
    const { env } = await read('__proto__=x\nconstructor=y\nTYPE=a\n')
    expect([...env]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['TYPE', 'a'],
    ])
    await expect(read('__proto__=x\n')).rejects.toThrow(anError('RECIPE_LINE_INVALID'))
  })

  it('takes nothing from the environment of the process', async () => {
    process.env['RECIPE'] = 'of-the-process'
    try {
      expect((await read('TYPE=a\nB=$RECIPE\n')).env.get('B')).toBe('')
    } finally {
      delete process.env['RECIPE']
    }
  })
})
