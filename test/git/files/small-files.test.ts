import { describe, expect, it } from 'vitest'
import { SmallFiles } from '../../../src/git/files/small-files.js'

describe('SmallFiles', () => {
  it('has the bytes it was given to keep, by their place', () => {
    const files = new SmallFiles()
    const bytes = Buffer.from('ref: refs/heads/main\n')
    files.keep('/a/.git/HEAD', bytes)
    expect(files.get('/a/.git/HEAD')).toBe(bytes)
    expect(files.get('/b/.git/HEAD')).toBeUndefined()
  })

  it('keeps up to 16 MiB of all files', () => {
    const files = new SmallFiles()
    const half = Buffer.alloc(8 * 1024 * 1024)
    files.keep('/one', half)
    files.keep('/one', half)
    files.keep('/two', half)
    files.keep('/three', Buffer.alloc(1))
    expect(files.get('/two')).toBe(half)
    expect(files.get('/three')).toBeUndefined()
  })

  it('keeps 256 files, whatever the checkout has', () => {
    const files = new SmallFiles()
    for (let i = 0; i < 300; i++) files.keep(`/${i}`, Buffer.alloc(0))
    const kept = Array.from({ length: 300 }, (_, i) => files.get(`/${i}`) !== undefined)
    expect(kept.filter(Boolean)).toHaveLength(256)
    expect(kept.indexOf(false)).toBe(256)
  })
})
