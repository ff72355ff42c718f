import { describe, expect, it } from 'vitest'
import { forEachAtOnce } from '../src/for-each-at-once.js'

describe('forEachAtOnce', () => {
  it('gives each item to one tool, as many at once as there are tools', async () => {
    const used: string[] = []
    let atWork = 0
    let most = 0
    await forEachAtOnce([1, 2, 3, 4, 5], ['a', 'b'], async (item, tool) => {
      most = Math.max(most, ++atWork)
      await new Promise((resolve) => setImmediate(resolve))
      atWork--
      used.push(`${item} ${tool}`)
    })
    expect(used.map((text) => text.charAt(0)).sort()).toEqual(['1', '2', '3', '4', '5'])
    expect(most).toBe(2)
  })

  it('begins nothing after a failure, and ends before it throws it', async () => {
    const begun: number[] = []
    let ended = 0
    const work = forEachAtOnce([1, 2, 3, 4, 5], ['a', 'b'], async (item) => {
      begun.push(item)
      if (item === 1) throw new Error('the first')
      await new Promise((resolve) => setTimeout(resolve, 20))
      ended++
    })
    await expect(work).rejects.toThrow('the first')
    expect({ begun, ended }).toEqual({ begun: [1, 2], ended: 1 })
  })
})
