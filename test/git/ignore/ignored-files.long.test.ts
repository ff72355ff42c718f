import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { ConfinedFolder } from '../../../src/git/files/confined-folder.js'
import type { GitignorePattern } from '../../../src/git/ignore/gitignore-pattern.js'
import { hiddenByAbove, hiddenByAny } from '../../../src/git/ignore/ignored-files.js'
import { parseIgnoreFile, readPatterns, readPatternsAbove } from '../../../src/git/ignore/read-patterns.js'
import { newWorktreeCache, Worktree } from '../../../src/git/worktree/worktree.js'
import { anError } from '../../support/expect-error.js'
import { type Scratch, type Step, scratch, withScenario } from '../../support/scenario.js'

const folders = ['', 'a', 'a/b', 'a/b/c', 'd', 'd/a', 'd/b']
const names = ['x', 'y.log', 'b', '.hidden']
const paths = folders.flatMap((folder) => names.map((name) => (folder === '' ? name : `${folder}/${name}`)))

const line = fc.constantFrom(
  ...['x', '*.log', '/x', 'a/', '/a', 'b', 'b/', '/a/b', 'a/b/c', '**/c', 'a/**', '*', '/*', '# x', ''],
  ...['!x', '!*.log', '!/a/b/x', '!b/', '!*', '!a/', 'd/a/', '!/d/a/y.log', '.*', 'c/x'],
)
const lines = fc.array(line, { maxLength: 3 }).map((list) => list.join('\n'))
/** A file of patterns, or none, for each folder, for `.git/info/exclude`, and for the user. */
const patternFiles = fc.record({
  own: fc.array(fc.option(lines), { minLength: folders.length, maxLength: folders.length }),
  exclude: fc.option(lines),
  global: lines,
})

let place: Scratch
beforeAll(() => {
  place = scratch()
})
afterAll(() => place.remove())

type PatternFiles = typeof patternFiles extends fc.Arbitrary<infer T> ? T : never

function build({ own, exclude, global }: PatternFiles): { worktree: Worktree; globalPatterns: GitignorePattern[] } {
  const dir = mkdtempSync(join(place.dir, 'checkout-'))
  mkdirSync(join(dir, '.git/info'), { recursive: true })
  for (const [i, folder] of folders.entries()) {
    mkdirSync(join(dir, folder), { recursive: true })
    const text = own[i] ?? null
    if (text !== null) writeFileSync(join(dir, folder, '.gitignore'), text)
  }
  if (exclude !== null) writeFileSync(join(dir, '.git/info/exclude'), exclude)
  const folder = new ConfinedFolder(toByteString(dir), 'kernel')
  const gitDir = new ConfinedFolder(toByteString(join(dir, '.git')), 'kernel')
  const worktree = new Worktree(folder, gitDir, newWorktreeCache(), undefined, [])
  return { worktree, globalPatterns: parseIgnoreFile(Buffer.from(global), [], '/home/ignore') }
}

describe('the patterns above a file (L01)', () => {
  it('hide it as all patterns of the checkout do, by the same line', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(patternFiles, fc.shuffledSubarray(paths, { minLength: paths.length }), (files, asked) => {
        const { worktree, globalPatterns } = build(files)
        const above = hiddenByAbove(worktree, globalPatterns)
        const any = hiddenByAny(worktree, globalPatterns)
        for (const path of asked) {
          const by = any(path)
          seen.add(by?.file ?? 'nothing')
          expect(above(path), path).toEqual(by)
        }
      }),
      { numRuns: 150 },
    )
    // Of every place some line has hidden something, and something was hidden by none.
    const sources = folders.map((folder) => join(folder, '.gitignore'))
    expect(seen).toEqual(new Set(['nothing', '/home/ignore', '.git/info/exclude', ...sources]))
  })

  it('are those of all that belong to the folders on the way to it, in the same order', () => {
    fc.assert(
      fc.property(patternFiles, fc.constantFrom(...folders), (files, folder) => {
        const { worktree } = build(files)
        const way = folder === '' ? [] : folder.split('/')
        const isOnTheWay = ({ domain }: GitignorePattern) => domain.every((part, i) => part === way[i])
        expect(readPatternsAbove(worktree, way).flat()).toEqual(readPatterns(worktree).filter(isOnTheWay))
      }),
      { numRuns: 100 },
    )
  })
})

describe('hiddenByAny', () => {
  /** What hides an untracked `d/x`; the user's patterns do, if nothing else is said. */
  async function ask(step?: Step, userPatterns = 'x\n'): Promise<unknown> {
    const steps: Step[] = [{ do: 'write', path: 'd/x', text: '' }, ...(step === undefined ? [] : [step])]
    return withScenario({ steps }, ({ dir }): unknown => {
      const folder = new ConfinedFolder(toByteString(dir), 'kernel')
      const gitDir = new ConfinedFolder(toByteString(join(dir, '.git')), 'kernel')
      const worktree = new Worktree(folder, gitDir, newWorktreeCache(), { ntfs: true, hfs: false }, [])
      return hiddenByAny(worktree, parseIgnoreFile(Buffer.from(userPatterns), [], '/home/ignore'))('d/x')
    })
  }

  it('hides what the user’s patterns hide', async () => {
    expect(await ask()).toEqual({ file: '/home/ignore', line: 1, text: 'x' })
  })

  it('hides nothing that a later pattern takes back', async () => {
    const ignore = (text: string): Step => ({ do: 'write', path: '.gitignore', text })
    expect(await ask(ignore('*\n'), '')).toMatchObject({ file: '.gitignore' })
    expect(await ask(ignore('*\n!x\n'), '')).toBeUndefined()
    expect(await ask(ignore('*\n'), '!x\n')).toBeUndefined()
    expect(await ask(ignore('!x\n'))).toMatchObject({ file: '/home/ignore' })
  })

  it('hides nothing where a folder cannot be listed, not even what the user’s patterns hide', async () => {
    expect(await ask({ do: 'write', path: 'aux/y', text: '' })).toBeUndefined()
  })

  it('throws where a limit of ours stands in the way', async () => {
    await expect(ask({ do: 'fifo', path: '.gitignore' })).rejects.toEqual(anError('SAFETY_LIMIT'))
  })
})
