import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CommitFiles } from '../../../src/git/objects/commit-files.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'
import { expectUntouched } from '../../support/snapshot.js'

/** A commit with these files; a target that begins with `->` is a link. Then the worktree is emptied, so that nothing can come from there. */
function withCommit(
  files: Record<string, string>,
  use: (read: (path: string) => string | undefined, commit: CommitFiles) => void,
  profile: '5.16' | '5.19' = '5.16',
): Promise<void> {
  return withScratch(async (dir) => {
    git(dir, 'init', '-q')
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(dir, path, '..'), { recursive: true })
      if (text.startsWith('->')) symlinkSync(text.slice(2), join(dir, path))
      else writeFileSync(join(dir, path), text)
      if (text.startsWith('#!')) chmodSync(join(dir, path), 0o755)
    }
    git(dir, 'add', '-A')
    git(dir, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'x')
    const head = git(dir, 'rev-parse', 'HEAD').trim()
    git(dir, 'rm', '-rqf', '.')
    await expectUntouched(dir, () => {
      const commit = new CommitFiles(dir, head, profile)
      try {
        use((path) => commit.read(path, 1000)?.toString('latin1'), commit)
      } finally {
        commit.close()
      }
    })
  })
}

describe('CommitFiles', () => {
  it.each(['5.16', '5.19'] as const)('reads files from objects, as go-git %s', (profile) =>
    withCommit(
      { 'compose.yml': 'a\n', 'etc/nginx/x.conf': 'b\r\n', run: '#!/bin/sh\n' },
      (read, commit) => {
        expect(read('compose.yml')).toBe('a\n')
        expect(read('./etc//nginx/x.conf')).toBe('b\r\n')
        expect(read('etc/../etc/nginx/x.conf')).toBe('b\r\n')
        expect(read('run')).toBe('#!/bin/sh\n')
        expect(commit.names()).toEqual(['compose.yml', 'etc', 'run'])
        for (const absent of ['', 'etc', 'nothing', 'compose.yml/x', 'etc/nothing'])
          expect(read(absent)).toBeUndefined()
      },
      profile,
    ),
  )

  it('follows links inside the tree', () =>
    withCommit(
      { 'a/x': 'x\n', b: '->a', 'c/up': '->../a/x', 'd/e': '->up', 'd/up': '->../b/x', loop: '->loop' },
      (read) => {
        expect([read('b/x'), read('c/up'), read('d/e')]).toEqual(['x\n', 'x\n', 'x\n'])
        expect(read('loop')).toBeUndefined()
      },
    ))

  it('follows no link and no path out of it', () =>
    withCommit({ out: '->../secret', abs: '->/etc/passwd', 'a/deep': '->../../x', a2: 'x\n' }, (read) => {
      for (const path of ['out', 'abs', 'a/deep', '../x', 'a/../../x'])
        expect(() => read(path), path).toThrow(anError('SAFETY_LIMIT'))
    }))

  it('refuses a file that is too large', () =>
    withCommit({ big: 'x'.repeat(1001), fits: 'x'.repeat(1000) }, (read) => {
      expect(read('fits')).toHaveLength(1000)
      expect(() => read('big')).toThrow(anError('SAFETY_LIMIT'))
    }))

  it('says that there is no such commit', () =>
    withCommit({ a: 'x\n' }, () => {
      expect(() => new CommitFiles('/nonexistent', 'a'.repeat(40), '5.16')).toThrow(anError('CHECKOUT_NOT_FOUND'))
    }))
})
