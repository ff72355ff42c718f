import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { ConfinedFolder } from '../../../src/git/files/confined-folder.js'
import { mayConvertContent } from '../../../src/git/quick/conversion-attributes.js'
import { withScratch } from '../../support/scenario.js'

const FILTER = '*.yml filter=swap\n'
const HARMLESS = '*.yml text eol=lf diff=yaml -merge linguist-language=YAML\n'

/** Writes files below a folder that holds `git`, `home`, `xdg` and `outside`. */
type Files = Record<string, string | { link: string } | 'folder'>

beforeEach(() => {
  vi.stubEnv('XDG_CONFIG_HOME', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

function ask(files: Files, texts: (Buffer | undefined)[] = [], xdg?: (dir: string) => string): Promise<boolean> {
  return withScratch((dir) => {
    for (const folder of ['git', 'home', 'outside']) mkdirSync(join(dir, folder))
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      if (content === 'folder') mkdirSync(join(dir, path))
      else if (typeof content === 'string') writeFileSync(join(dir, path), content)
      else symlinkSync(content.link, join(dir, path))
    }
    if (xdg !== undefined) vi.stubEnv('XDG_CONFIG_HOME', xdg(dir))
    const gitDir = new ConfinedFolder(toByteString(join(dir, 'git')), 'kernel')
    const own = texts.map((text) => ({ folder: '', text }))
    return mayConvertContent(own, gitDir, join(dir, 'home'))('a/b.yml')
  })
}

describe('mayConvertContent (L05)', () => {
  it('is false where no attributes are, which /etc of this machine must grant', async () => {
    expect(await ask({})).toBe(false)
  })

  it.each<[text: string, expected: boolean]>([
    [FILTER, true],
    ['[attr]lfs FILTER=lfs\n', true],
    ['*.yml ident\n', true],
    ['*.yml working-tree-encoding=UTF-16\n', true],
    ['*.yml encoding=latin1\n', true],
    [`${HARMLESS}\n# nothing more\n\xff\0filter`, true],
    [HARMLESS, false],
    ['', false],
  ])('of the checkout’s own attributes %j is %j', async (text, expected) => {
    expect(await ask({}, [Buffer.from(HARMLESS), Buffer.from(text, 'latin1')])).toBe(expected)
  })

  it('is true where attributes of the checkout cannot be read', async () => {
    expect(await ask({}, [Buffer.from(HARMLESS), undefined])).toBe(true)
  })

  it.each<[what: string, files: Files, expected: boolean]>([
    ['info/attributes names a filter', { 'git/info/attributes': FILTER }, true],
    ['info/attributes names none', { 'git/info/attributes': HARMLESS }, false],
    ['info/attributes is a folder', { 'git/info/attributes': 'folder' }, true],
    ['info is a file', { 'git/info': FILTER }, false],
    ['info/attributes leads out', { 'git/info/attributes': { link: '../../outside/x' }, 'outside/x': HARMLESS }, true],
    ['info/attributes leads in a circle', { 'git/info/attributes': { link: 'attributes' } }, true],
    ['~/.config names a filter', { 'home/.config/git/attributes': FILTER }, true],
    ['~/.config names none', { 'home/.config/git/attributes': HARMLESS }, false],
    ['~/.config has a folder of the name', { 'home/.config/git/attributes': 'folder' }, true],
    ['~/.config leads elsewhere', { 'home/.config': { link: '../outside' }, 'outside/git/attributes': FILTER }, true],
    ['the repository names an attributes file', { 'git/config': '[core]\n\tattributesFile = x\n' }, true],
    ['the repository includes a file', { 'git/config': '[core]\n\tbare = false\n[include]\n\tpath = x\n' }, true],
    ['the repository includes a file on conditions', { 'git/config': '\t[includeIf "gitdir:x"]\npath = x\n' }, true],
    ['the repository defines a filter', { 'git/config': '[filter "swap"]\n\tclean = tr\n' }, true],
    ['the repository names none', { 'git/config': '[core]\n\tbare = false\n[remote "filter"]\n\turl = x\n' }, false],
    ['the repository’s config is a folder', { 'git/config': 'folder' }, true],
    ['the user names an attributes file', { 'home/.gitconfig': '[core]\nATTRIBUTESFILE=x\n' }, true],
    ['the repository takes its attributes from a tree', { 'git/config': '[attr]\n\ttree = HEAD\n' }, true],
    ['the user takes the attributes from a tree', { 'home/.gitconfig': '[Attr]\n\ttree = HEAD\n' }, true],
    ['the user includes a file', { 'home/.gitconfig': '[Include]\npath=x\n' }, true],
    ['the user defines a filter that nobody uses', { 'home/.gitconfig': '[filter "lfs"]\nclean=x\n' }, false],
    ['the user’s config is a folder', { 'home/.gitconfig': 'folder' }, true],
    ['~/.config/git/config names an attributes file', { 'home/.config/git/config': '[core]\nattributesfile=x' }, true],
    ['~/.config/git/config includes a file', { 'home/.config/git/config': '[include]\npath=x' }, true],
    [
      '~/.config/git/config includes a file, behind another section',
      { 'home/.config/git/config': '[core] [include] path=x\n' },
      true,
    ],
    [
      'the repository’s config of this worktree names an attributes file',
      { 'git/config': '[extensions]\nworktreeConfig=true\n', 'git/config.worktree': '[core]\nattributesFile=x\n' },
      true,
    ],
    ['~/.config/git/config does neither', { 'home/.config/git/config': '[user]\nname=x' }, false],
  ])('is asked where %s', async (_what, files, expected) => {
    expect(await ask(files)).toBe(expected)
  })

  it.each<[what: string, files: Files, expected: boolean]>([
    ['counts: its attributes', { 'xdg/git/attributes': FILTER }, true],
    ['counts: its config', { 'xdg/git/config': '[core]\nattributesfile=x' }, true],
    ['counts: harmless ones', { 'xdg/git/attributes': HARMLESS, 'xdg/git/config': '[user]\nname=x' }, false],
    ['counts instead of ~/.config', { 'home/.config/git/attributes': FILTER }, false],
    ['need not be there', {}, false],
  ])('XDG_CONFIG_HOME %s', async (_what, files, expected) => {
    expect(await ask(files, [], (dir) => join(dir, 'xdg'))).toBe(expected)
  })

  it('an empty XDG_CONFIG_HOME is none, to git', async () => {
    expect(await ask({ 'home/.config/git/attributes': FILTER }, [], () => '')).toBe(true)
  })

  it('a home that is not there has no attributes', async () => {
    await withScratch((dir) => {
      const gitDir = new ConfinedFolder(toByteString(dir), 'kernel')
      expect(mayConvertContent([], gitDir, join(dir, 'nobody'))('a')).toBe(false)
    })
  })

  it.each<[pattern: string, folder: string, matched: string[], others: string[]]>([
    ['*.yml', '', ['b.yml', 'a/b.yml', 'a/B.YML'], ['a/b.yaml', 'yml']],
    ['*.yml', 'a/', ['a/b.yml', 'A/c/b.yml'], ['b.yml', 'ab.yml']],
    ['b.yml', '', ['b.yml', 'a/B.yml'], ['a/ab.yml', 'b.yml/a']],
    ['b.yml', 'a/', ['a/b.yml', 'a/c/b.yml'], ['b.yml', 'c/b.yml']],
    ['/b.yml', 'a/', ['a/b.yml'], ['b.yml', 'a/c/b.yml']],
    ['c/b.yml', 'a/', ['a/c/b.yml', 'a/C/b.yml'], ['c/b.yml', 'a/b.yml']],
    ['  \tb.yml', '', ['b.yml'], ['c.yml']],
    ['\xef\xbb\xbfb.yml', '', ['b.yml'], ['c.yml']],
    ['# b.yml', '', [], ['b.yml', '#']],
    ...['*', '**/b', 'b*', '?.yml', '[b].yml', '"b.yml"', '\\b.yml', '!b.yml', 'b/', 'a/*.yml', '[attr]x', '*\0'].map(
      (odd): [string, string, string[], string[]] => [odd, 'a/', ['b.yml', 'a/b.yml', 'x'], []],
    ),
  ])('the pattern %j in the folder %j is asked about the path', async (pattern, folder, matched, others) => {
    await withScratch((dir) => {
      const gitDir = new ConfinedFolder(toByteString(dir), 'kernel')
      const file = { folder, text: Buffer.from(`${pattern} filter=x\n`, 'latin1') }
      const mayConvert = mayConvertContent([file], gitDir, dir)
      expect([...matched, ...others].filter((path) => mayConvert(path))).toEqual(matched)
    })
  })

  it('of more lines than are worth it, every file is meant', async () => {
    await withScratch((dir) => {
      const gitDir = new ConfinedFolder(toByteString(dir), 'kernel')
      const lines = (count: number) => Array.from({ length: count }, (_, i) => `${i}.bin filter=x\n`).join('')
      const ask = (count: number) =>
        mayConvertContent([{ folder: '', text: Buffer.from(lines(count)) }], gitDir, dir)('a')
      expect([ask(50), ask(51)]).toEqual([false, true])
    })
  })
})
