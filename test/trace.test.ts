import { describe, expect, it } from 'vitest'
import { traceStep } from '../src/trace.js'

describe('a step of a trace', () => {
  it('has the class of the rule’s strongest evidence', () => {
    expect(traceStep('R3', 'deployed')).toEqual({ rule: 'R3', class: 'S', unconfirmed: false, saw: 'deployed' })
    expect(traceStep('R23', 'none')).toMatchObject({ class: 'K', unconfirmed: true })
  })

  it('has the class of the part that was applied, where that is weaker', () => {
    expect(traceStep('R3', 'forced', 'K')).toMatchObject({ class: 'K', unconfirmed: true })
    expect(traceStep('R52', 'empty', 'S')).toMatchObject({ class: 'S', unconfirmed: false })
  })

  it('takes no class for which the rule has no evidence', () => {
    expect(() => traceStep('R3', 'deployed', 'P')).toThrow('R3 has no evidence of class P')
  })
})
