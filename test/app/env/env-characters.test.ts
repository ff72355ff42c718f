import { expect, it } from 'vitest'
import { isBlank, isNameByte } from '../../../src/app/env/env-characters.js'

it('the bytes of a name are the letters and numbers of Latin-1, as Unicode has them', () => {
  for (let byte = 0; byte < 256; byte++) {
    const isWord = /^[\p{L}\p{N}_.]$/u.test(String.fromCharCode(byte))
    expect([byte, isNameByte(byte)]).toEqual([byte, isWord || isBlank(byte)])
  }
})
