import { describe, expect, it } from 'vitest'
import { renderAsAbra } from '../../src/cli/render-as-abra.js'

describe('what a waiting abra would have reported, in a line', () => {
  it.each([
    ['fine', 'L', true, /reported no error \(R8, L: docker\/cli’s own wait ends so\); with -c nothing$/],
    ['deploy failed', 'S', false, /`FATA deploy failed` \(R8, S: a rollback, .*\); with -c nothing$/],
    ['deploy timed out', 'L', false, /\(R8, L: docker\/cli’s own wait ends so\); with -c nothing$/],
    ['deploy timed out', 'P', true, /P: .* longer than 60 s, abra’s default\); the deploy succeeded all the same; /],
    ['deploy timed out', 'S', true, /S: .* longer than 60 s, the label timeout, .*\); the deploy succeeded all the /],
    ['fine', 'L', false, /; the deploy did not succeed all the same; with -c nothing$/],
  ] as const)('%s (%s), where the deploy ended well: %s', (report, evidence, ok, line) => {
    expect(renderAsAbra({ report, class: evidence, limitMs: 60_000, services: [] }, ok)).toMatch(line)
  })
})
