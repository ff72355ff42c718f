import { describe, expect, it } from 'vitest'
import type { ChangedFile, WorktreeChanges } from '../../../src/git/worktree/worktree-status.js'
import { type CheckoutFindingKind, checkoutFindingInfo } from '../../../src/recipe/worktree/checkout-findings.js'
import { findingsOf } from '../../../src/recipe/worktree/findings-of.js'
import { rule } from '../../../src/rules.js'

function changes(files: ChangedFile[], ignored: WorktreeChanges['ignored'] = []): WorktreeChanges {
  return { files, ignored, globalPatterns: undefined }
}

describe('findingsOf', () => {
  it.each<[CheckoutFindingKind, ChangedFile]>([
    ['untracked', { path: 'notes.txt', change: '??' }],
    ['untracked', { path: 'mycompose.yml', change: '??' }],
    ['untracked', { path: 'compose.yml/notes', change: '??' }],
    ['overlay', { path: 'compose.ccci.yml', change: '??' }],
    ['overlay', { path: 'compose.yml', change: '??' }],
    ['overlay', { path: 'compose.smtp.yaml', change: '??' }],
    ['overlay', { path: 'docker-compose.yml', change: '??' }],
    ['overlay', { path: 'below/compose.local.yml', change: '??' }],
    ['staged', { path: 'a', change: 'A ' }],
    ['staged', { path: 'compose.yml', change: 'A ' }],
    ['staged', { path: 'a', change: 'M ' }],
    ['staged', { path: 'a', change: 'D ' }],
    ['deleted', { path: 'a', change: ' D' }],
    ['deleted', { path: 'a', change: 'AD' }],
    ['modified', { path: 'a', change: ' M', difference: 'content' }],
    ['mode-changed', { path: 'a', change: ' M', difference: 'mode' }],
    ['type-changed', { path: 'a', change: ' M', difference: 'type' }],
    ['absolute-link', { path: 'a', change: ' M', difference: 'absolute link' }],
    ['special-file', { path: 'a', change: ' M', difference: 'special file' }],
    ['unreadable', { path: 'a', change: ' M', difference: 'unreadable' }],
    ['submodule-moved', { path: 'a', change: ' M', difference: 'commit of the submodule' }],
  ])('%s: %o', (kind, file) => {
    expect(findingsOf(changes([file]))).toEqual([{ kind, path: file.path, change: file.change }])
  })

  it.each<[CheckoutFindingKind, string]>([
    ['hidden', '.gitignore'],
    ['hidden', 'below/.gitignore'],
    ['hidden', '/home/somebody/ignore'],
    ['hidden-by-info-exclude', '.git/info/exclude'],
  ])('%s by %s', (kind, file) => {
    const by = { file, line: 3, text: '*.log' }
    expect(findingsOf(changes([], [{ path: 'a.log', by }]))).toEqual([{ kind, path: 'a.log', change: '!!', by }])
  })

  it('lists what is dirty first, then what is hidden, in the order given', () => {
    const by = { file: '.gitignore', line: 1, text: '*' }
    const files = ['b', 'a'].map((path) => ({ path, change: '??' }))
    expect(findingsOf(changes(files, [{ path: 'c', by }])).map(({ path }) => path)).toEqual(['b', 'a', 'c'])
  })

  it('shows bytes that are no UTF-8, in each place', () => {
    const bytes = 'a\xff'
    const [dirty, hidden] = findingsOf(
      changes([{ path: bytes, change: '??' }], [{ path: bytes, by: { file: bytes, line: 1, text: bytes } }]),
    )
    expect(dirty?.path).toBe('a\\xff')
    expect(hidden).toMatchObject({ path: 'a\\xff', by: { file: 'a\\xff', text: 'a\\xff' } })
  })
})

describe('checkoutFindingInfo', () => {
  it.each(Object.entries(checkoutFindingInfo))('%s has a rule that exists, a title and a fix', (_kind, info) => {
    expect(rule(info.rule).id).toBe(info.rule)
    expect(info.title).toMatch(/^(?:is|has|cannot) /)
    expect(info.fix).not.toBe('')
  })
})
