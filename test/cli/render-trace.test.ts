import { describe, expect, it } from 'vitest'
import { renderTrace } from '../../src/cli/render-trace.js'
import { traceStep } from '../../src/trace.js'

describe('a trace', () => {
  it('says what weak evidence is', () => {
    const steps = [traceStep('R20', 'a'), traceStep('R55', 'b'), traceStep('R23', 'c'), traceStep('R3', 'd', 'K')]
    expect(renderTrace(steps)).toEqual([
      'R20 (P) a',
      "R55 (S, from a port of abra's source) b",
      'R23 (K, unconfirmed) c',
      'R3 (K, unconfirmed) d',
    ])
  })
})
