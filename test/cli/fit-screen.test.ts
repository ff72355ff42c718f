import { describe, expect, it } from 'vitest'
import { fitScreen } from '../../src/cli/fit-screen.js'

const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n + 1}`)

describe('a text on a terminal', () => {
  it('is whole where it fits', () => {
    expect(fitScreen(lines(5), ['end'], { columns: 80, rows: 7 })).toEqual([...lines(5), 'end'])
  })

  it('is cut above what stands below it, and says how much is left out', () => {
    expect(fitScreen(lines(6), ['end'], { columns: 80, rows: 7 })).toEqual([
      ...lines(4),
      '… 2 lines more; fleet without --watch shows them',
      'end',
    ])
  })

  it('counts lines that the terminal breaks, and no colours', () => {
    const long = 'x'.repeat(100)
    expect(fitScreen([long, ...lines(3)], [], { columns: 40, rows: 7 })).toHaveLength(4)
    expect(fitScreen([long, ...lines(4)], [], { columns: 40, rows: 7 })).toHaveLength(4)
    const coloured = `\u001b[31m${'x'.repeat(38)}\u001b[39m`
    expect(fitScreen([coloured, ...lines(5)], [], { columns: 40, rows: 7 })).toHaveLength(6)
  })

  it('shows what stands below also where nothing else has room', () => {
    expect(fitScreen(lines(9), lines(9), { columns: 80, rows: 5 })).toHaveLength(10)
  })
})
