import { describe, expect, it } from 'vitest'
import { KeptAnswer } from '../../../src/swarm/docker/kept-answer.js'

function asked(kept: KeptAnswer<number>, text: string): { list: number[]; parsed: boolean } {
  let parsed = false
  const list = kept.listOf(Buffer.from(text), () => {
    parsed = true
    return JSON.parse(text)
  })
  return { list, parsed }
}

describe('an answer that is kept', () => {
  it('is parsed when its bytes change, and only then', () => {
    const kept = new KeptAnswer<number>()
    expect(asked(kept, '[1]')).toEqual({ list: [1], parsed: true })
    expect(asked(kept, '[1]')).toEqual({ list: [1], parsed: false })
    expect(asked(kept, '[2]')).toEqual({ list: [2], parsed: true })
    expect(asked(kept, '[1]')).toEqual({ list: [1], parsed: true })
  })

  it('is given as a list that the caller may sort', () => {
    const kept = new KeptAnswer<number>()
    for (const parsed of [true, false]) {
      const answer = asked(kept, '[1,2]')
      expect(answer).toEqual({ list: [1, 2], parsed })
      answer.list.reverse()
    }
  })

  it('is forgotten where it could not be parsed, or is very long', () => {
    const kept = new KeptAnswer<number>()
    expect(() => asked(kept, '[1')).toThrow()
    expect(() => asked(kept, '[1')).toThrow()
    const long = `[1${' '.repeat(5 * 1024 * 1024)}]`
    expect(asked(kept, long).parsed).toBe(true)
    expect(asked(kept, long).parsed).toBe(true)
  })
})
