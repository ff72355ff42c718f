import { describe, expect, it } from 'vitest'
import { parseRecipeLine } from '../src/app/recipe-line.js'
import { shortened } from '../src/shortened.js'

describe('shortened', () => {
  it('leaves a text of 4,000 characters, and cuts a longer one in the middle', () => {
    expect(shortened('x'.repeat(4000))).toBe('x'.repeat(4000))
    const cut = shortened(`begin${'x'.repeat(100_000)}end`)
    expect(cut).toMatch(/^beginx+… \(96008 characters left out\) …x+end$/)
    expect(cut.length).toBeLessThan(4_100)
  })

  it('keeps the message of an error short; its data has the whole value', () => {
    const value = `${'a'.repeat(100_000)}:b:c`
    const read = () => parseRecipeLine(new Map([['TYPE', value]]), { path: 'x.env' })
    expect(read).toThrow(
      expect.objectContaining({ code: 'RECIPE_LINE_INVALID', data: expect.objectContaining({ value }) }),
    )
    expect(read).toThrow(/^x\.env: TYPE=a{1,4000}… \(\d+ characters left out\)/)
  })
})
