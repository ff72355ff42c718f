import { expect, test } from 'vitest'
import { SpareMemory, smallestSpare } from '../../../src/git/files/spare-memory.js'

const size = smallestSpare

test('memory that was given back is taken again, for the same length and for a smaller one', () => {
  const spare = new SpareMemory(2)
  const first = spare.take(2 * size)
  spare.give(first)
  const second = spare.take(size)
  expect(second.buffer).toBe(first.buffer)
  expect(second.length).toBe(size)
  expect(spare.take(size).buffer).not.toBe(first.buffer)
})

test('a piece that is too small, or far too large, is not taken', () => {
  for (const length of [2 * size, size / 8]) {
    const spare = new SpareMemory(1)
    const given = spare.take(size)
    spare.give(given)
    expect(spare.take(length).buffer).not.toBe(given.buffer)
  }
})

test("memory that Node's own small buffers share is not kept", () => {
  const spare = new SpareMemory(1)
  const small = spare.take(100)
  spare.give(small)
  expect(spare.take(100).buffer).not.toBe(Buffer.alloc(0).buffer)
  const large = spare.take(size)
  spare.give(large)
  expect(spare.take(size).buffer).toBe(large.buffer)
})

test('no more pieces are kept than were asked for', () => {
  const spare = new SpareMemory(1)
  const [kept, other] = [spare.take(size), spare.take(size)]
  spare.give(kept)
  spare.give(other)
  expect(spare.take(size).buffer).toBe(kept.buffer)
  expect(spare.take(size).buffer).not.toBe(other.buffer)
})
