import { describe, expect, it } from 'vitest'
import { BoundedLines, boundedLines } from '../../src/cli/bounded-lines.js'

describe('bounded lines', () => {
  it('are all there where they are few', () => {
    expect(boundedLines(['a', '', 'b'], 'elsewhere')).toEqual(['a', '', 'b'])
  })

  it('end after so many, or so many characters, and the others are counted', () => {
    const many = boundedLines(Array(7_000).fill('line'), '--json prints everything')
    expect(many.length).toBe(5_001)
    expect(many.at(-1)).toBe('… and 2000 more lines; --json prints everything')
    const long = boundedLines(['x'.repeat(700_000), 'y'.repeat(200_000), 'z'], 'elsewhere')
    expect(long.map(({ length }) => length)).toEqual([700_000, 29])
    expect(long.at(-1)).toBe('… and 2 more lines; elsewhere')
  })

  it('say what was left out once', () => {
    const shown: string[] = []
    const lines = new BoundedLines((line) => shown.push(line))
    for (let i = 0; i < 5_003; i++) lines.print(`${i}`)
    expect(shown.length).toBe(5_000)
    expect(lines.rest('elsewhere')).toEqual(['… and 3 more lines; elsewhere'])
    expect(lines.rest('elsewhere')).toEqual([])
    lines.print('later')
    expect(lines.rest('elsewhere')).toEqual(['… and 1 more line; elsewhere'])
  })
})
