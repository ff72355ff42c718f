import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stackName } from '../../src/app/stack-name.js'

const none = new Map<string, string>()

describe('stackName', () => {
  it.each<[app: string, stack: string]>([
    ['cloud.example.org', 'cloud_example_org'],
    ['localhost', 'localhost'],
    ['a-b_c.d', 'a-b_c_d'],
    [`${'a'.repeat(44)}.org`, `${'a'.repeat(44)}_`],
    ['b'.repeat(45), 'b'.repeat(45)],
    ['b'.repeat(46), 'b'.repeat(45)],
    ['', ''],
    // 44 bytes and half of a character.
    [`${'a'.repeat(44)}é`, 'a'.repeat(44)],
    [`${'a'.repeat(43)}éb`, `${'a'.repeat(43)}é`],
  ])('of %s is %s', (app, stack) => {
    expect(stackName(none, app)).toBe(stack)
  })

  it.each([['mine'], ['with.dots'], ['x'.repeat(60)], ['']])('is STACK_NAME as it is written: %j', (named) => {
    expect(stackName(new Map([['STACK_NAME', named]]), 'cloud.example.org')).toBe(named)
  })

  it('is a beginning of the name with other points, of 45 bytes at most', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (app) => {
        const stack = stackName(none, app)
        expect(app.replaceAll('.', '_').startsWith(stack)).toBe(true)
        expect(Buffer.byteLength(stack)).toBeLessThanOrEqual(45)
        expect(stack.includes('.')).toBe(false)
      }),
    )
  })
})
