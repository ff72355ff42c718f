import { describe, expect, it } from 'vitest'
import { composeFileNames, readComposeFiles } from '../../../src/compose/files/compose-files.js'
import { isInside, type RecipeTree } from '../../../src/compose/files/recipe-tree.js'
import { anError } from '../../support/expect-error.js'

describe('composeFileNames', () => {
  const names = (value?: string) => composeFileNames(new Map(value === undefined ? [] : [['COMPOSE_FILE', value]]))

  it('R48: those that COMPOSE_FILE joins, else compose.yml', () => {
    expect(names()).toEqual(['compose.yml'])
    expect(names('compose.yml:compose.smtp.yml')).toEqual(['compose.yml', 'compose.smtp.yml'])
    expect(names('sub/../compose.yml')).toEqual(['sub/../compose.yml'])
  })

  it.each(['../compose.yml', '/etc/passwd', 'compose.yml:../../x.yml', 'a/../../x.yml', 'a\0'])(
    'refuses %j',
    (value) => {
      expect(() => names(value)).toThrow(anError('SAFETY_LIMIT'))
      expect(() => names(value)).toThrow('COMPOSE_FILE names')
    },
  )
})

describe('isInside', () => {
  it('knows what climbs', () => {
    for (const path of ['a', './a', 'a/..', 'a/../b', '...', 'a..b', '']) expect(isInside(path), path).toBe(true)
    for (const path of ['..', '../a', 'a/../..', '/a', './../a']) expect(isInside(path), path).toBe(false)
  })
})

describe('readComposeFiles', () => {
  const tree = (files: Record<string, Uint8Array | string>, commit?: string): RecipeTree => ({
    commit,
    dir: '/recipe',
    read: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path] as string)),
    names: () => Object.keys(files),
    close: () => {},
  })

  it('gives texts with the paths they have in the checkout; a byte order mark stays', () => {
    const files = { 'compose.yml': 'a: é\r\n', 'x.yml': '\ufeffb: 1\n' }
    expect(readComposeFiles(tree(files), ['compose.yml', 'x.yml'])).toEqual([
      { path: '/recipe/compose.yml', text: 'a: é\r\n' },
      { path: '/recipe/x.yml', text: '\ufeffb: 1\n' },
    ])
  })

  it('reads UTF-16 with its mark, as YAML has it', () => {
    const little = Buffer.from('\ufeffa: é\n', 'utf16le')
    for (const bytes of [little, Buffer.from(little).swap16()])
      expect(readComposeFiles(tree({ 'c.yml': bytes }), ['c.yml'])[0]?.text).toBe('a: é\n')
  })

  it('says where a byte is that is no text', () => {
    const bytes = Buffer.from('a: 1\nb: \xff\n', 'latin1')
    const read = () => readComposeFiles(tree({ 'c.yml': bytes }), ['c.yml'])
    expect(read).toThrow(anError('COMPOSE_SYNTAX'))
    expect(read).toThrow('/recipe/c.yml, line 2, column 4: a byte that is not UTF-8')
  })

  it('lists the files there are where one is missing', () => {
    const files = { 'compose.yml': '', 'compose.smtp.yaml': '', 'README.md': '' }
    const read = () => readComposeFiles(tree(files, '7ae7b0f7'.padEnd(40, '0')), ['compose.mail.yml'])
    expect(read).toThrow(anError('COMPOSE_FILE_MISSING'))
    expect(read).toThrow(
      '/recipe at 7ae7b0f7 has no compose file "compose.mail.yml" (there are compose.yml, compose.smtp.yaml)',
    )
    expect(() => readComposeFiles(tree({}), ['compose.yml'])).toThrow(
      '/recipe has no compose file "compose.yml" (there is none)',
    )
  })
})
