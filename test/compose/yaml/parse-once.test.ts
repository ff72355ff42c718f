import { describe, expect, it } from 'vitest'
import { parseOnce } from '../../../src/compose/yaml/parse-once.js'
import { anError } from '../../support/expect-error.js'

describe('parseOnce', () => {
  it('keeps what it parsed as long as the file is the same object with the same text', () => {
    const file = { path: 'compose.yml', text: 'a: b\n' }
    const first = parseOnce(file)
    expect(parseOnce(file)).toBe(first)
    expect(parseOnce({ ...file })).not.toBe(first)
    file.text = 'a: c\n'
    expect(parseOnce(file).tree.get('a')).toBe('c')
  })

  it('names the path of the file that is asked about', () => {
    const broken = { path: 'one.yml', text: 'a: [' }
    expect(() => parseOnce(broken)).toThrow(anError('COMPOSE_SYNTAX'))
    broken.path = 'two.yml'
    expect(() => parseOnce(broken)).toThrow(/^two\.yml/)
  })
})
