import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readReleaseNotes } from '../../../src/recipe/facts/read-release-notes.js'
import { anError } from '../../support/expect-error.js'
import { gitBytes } from '../../support/git.js'
import { type Scratch, scratch, withScratch } from '../../support/scenario.js'

const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }

/** Commits files, each with a text, and tags the commit. */
function release(dir: string, tag: string | undefined, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(join(dir, file, '..'), { recursive: true })
    writeFileSync(join(dir, file), 'x')
  }
  gitBytes(dir, ['add', '--all'])
  gitBytes(dir, ['commit', '--quiet', '--allow-empty', '-m', tag ?? 'work'], { env: who })
  if (tag !== undefined) gitBytes(dir, ['tag', '-a', tag, '-m', tag], { env: who })
  return gitBytes(dir, ['rev-parse', '--short=8', 'HEAD']).toString().trim()
}

let place: Scratch
let head: string
let between: string
beforeAll(() => {
  place = scratch()
  gitBytes(place.dir, ['init', '--quiet'])
  release(place.dir, '0.9.0+1', ['release/0.9.0+1'])
  release(place.dir, '0.10.0+1', ['releaseNotes/0.10.0+1'])
  between = release(place.dir, undefined, [])
  release(place.dir, '1.0.0+1', ['release/1.0.0+1', 'release/next', 'release/README.md', 'release/2.0.0+1/notes'])
  head = release(place.dir, undefined, ['release/1.1.0+1'])
})
afterAll(() => place.remove())

const paths = async (deployed: string, chosen: string) =>
  (await readReleaseNotes(place.dir, { deployed, chosen }))?.map(({ path }) => path)

describe('readReleaseNotes', () => {
  it.each([
    ['0.9.0+1', '1.0.0+1', ['releaseNotes/0.10.0+1', 'release/1.0.0+1']],
    ['0.9.0+1', '0.10.0+1', ['releaseNotes/0.10.0+1']],
    ['1.0.0+1', '1.0.0+1', []],
    // A downgrade has none.
    ['1.0.0+1', '0.9.0+1', []],
    // Deployed, and no tag of this clone.
    ['0.9.5+1', '1.0.0+1', ['releaseNotes/0.10.0+1', 'release/1.0.0+1']],
  ])('has those after %s up to %s, oldest first', async (deployed, chosen, expected) => {
    expect(await paths(deployed, chosen)).toEqual(expected)
  })

  it('takes the newest release that a deployed commit contains, and every note of a chosen commit', async () => {
    expect(await paths(between, '1.0.0+1')).toEqual(['release/1.0.0+1'])
    expect(await paths(`${between}+U`, `${head}+U`)).toEqual(['release/1.0.0+1', 'release/1.1.0+1'])
  })

  it('does not know what it cannot find', async () => {
    expect(await paths('0.9.0+1', '0123abcd')).toBeUndefined()
    expect(await paths('0123abcd', '1.0.0+1')).toBeUndefined()
    expect(await paths('unknown', '1.0.0+1')).toBeUndefined()
    await expect(readReleaseNotes(join(place.dir, 'nowhere'), { deployed: '1', chosen: '2' })).rejects.toThrow(
      anError('CHECKOUT_NOT_FOUND'),
    )
  })

  it('reads a recipe without notes, and one whose release is a link', () =>
    withScratch(async (dir) => {
      gitBytes(dir, ['init', '--quiet'])
      release(dir, '1.0.0+1', ['compose.yml'])
      expect(await readReleaseNotes(dir, { deployed: '0.9.0+1', chosen: '1.0.0+1' })).toEqual([])
      const blob = gitBytes(dir, ['hash-object', '-w', '--stdin'], { input: '../..' }).toString().trim()
      gitBytes(dir, ['update-index', '--add', '--cacheinfo', `120000,${blob},release`])
      gitBytes(dir, ['commit', '--quiet', '-m', 'x'], { env: who })
      gitBytes(dir, ['tag', '1.1.0+1'])
      expect(await readReleaseNotes(dir, { deployed: '0.9.0+1', chosen: '1.1.0+1' })).toBeUndefined()
    }))

  it.each(['5.16', '5.19'] as const)(
    'does not know the notes of a commit without a tree, which go-git %s reads in its own way',
    (profile) =>
      withScratch(async (dir) => {
        gitBytes(dir, ['init', '--quiet'])
        release(dir, '1.0.0+1', ['release/1.0.0+1'])
        const args = ['hash-object', '-t', 'commit', '--literally', '-w', '--stdin']
        const commit = gitBytes(dir, args, { input: 'author a <a@b> 0 +0000\n\nx' }).toString()
        writeFileSync(join(dir, '.git/refs/tags/1.1.0+1'), commit)
        const asked = { deployed: '1.0.0+1', chosen: '1.1.0+1' }
        expect(await readReleaseNotes(dir, asked, { profile })).toBeUndefined()
      }),
  )
})
