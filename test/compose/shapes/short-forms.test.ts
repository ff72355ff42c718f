import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countPorts, expandPortSpec, isIpV4, isIpV6, parsePortSpec } from '../../../src/compose/shapes/parse-ports.js'
import { parseSize } from '../../../src/compose/shapes/parse-size.js'
import { isWindowsAbsolute, parseVolume } from '../../../src/compose/shapes/parse-volume.js'
import { splitShellWords } from '../../../src/compose/shapes/split-shell-words.js'

describe('parsePortSpec', () => {
  const short = (text: string) => {
    const spec = parsePortSpec(text)
    const ports = spec && expandPortSpec(spec)
    expect(ports?.length).toBe(spec && countPorts(spec))
    return ports?.map((one) => `${one.published}:${one.target}/${one.protocol}`)
  }

  it.each([
    ['80', ['0:80/tcp']],
    ['8080:80', ['8080:80/tcp']],
    ['53:53/UDP', ['53:53/udp']],
    ['80/', ['0:80/tcp']],
    ['127.0.0.1:1:2', ['1:2/tcp']],
    ['[::1]:1:2', ['1:2/tcp']],
    ['::1:1:2', ['1:2/tcp']],
    ['127.0.0.1::2', ['0:2/tcp']],
    ['8-11:8-11', ['10:10/tcp', '11:11/tcp', '8:8/tcp', '9:9/tcp']],
    ['1-3:80', ['1:80/tcp', '2:80/tcp', '3:80/tcp']],
    ['1-1-2', ['0:1/tcp']],
    ['0', ['0:0/tcp']],
  ])('%s is %j', (spec, ports) => {
    expect(short(spec)).toEqual(ports)
  })

  it.each([
    '',
    'x',
    '80:',
    '65536',
    '-1',
    '2-1',
    '1-2:80-82',
    '80/x',
    'a.b:80:80',
    '1.2.3.4:80',
    '1.2.3.256:1:2',
    '8 0',
  ])('refuses %j', (spec) => {
    expect(parsePortSpec(spec)).toBeUndefined()
  })

  it('knows addresses', () => {
    expect(['0.0.0.0', '255.1.2.3'].every(isIpV4)).toBe(true)
    expect(['1.2.3', '01.2.3.4', '256.1.1.1', ''].some(isIpV4)).toBe(false)
    expect(['::', '::1', '1:2:3:4:5:6:7:8', '::1.2.3.4', '1::8'].every(isIpV6)).toBe(true)
    expect([':', '1:2:3:4:5:6:7', '1::2::3', '12345::', '::g', '1:2:3:4:5:6:7::8'].some(isIpV6)).toBe(false)
  })
})

describe('parseVolume', () => {
  it.each([
    ['data:/data', { type: 'volume', source: 'data', target: '/data' }],
    ['./x:/y:ro', { type: 'bind', source: './x', target: '/y', read_only: true }],
    ['/anonymous', { type: 'volume', target: '/anonymous' }],
    ['x', { type: 'volume', target: 'x' }],
    ['a:/b:ro', { type: 'bind', source: 'a:/b', target: 'ro' }],
    [
      'ab:/b:nocopy,ro,rw,shared,z',
      { type: 'volume', source: 'ab', target: '/b', nocopy: true, read_only: false, propagation: 'shared' },
    ],
    ['\\\\.\\pipe\\x:/y', { type: 'bind', source: '\\\\.\\pipe\\x', target: '/y' }],
  ])('%s is %j', (spec, volume) => {
    expect(parseVolume(spec)).toEqual(volume)
  })

  it.each(['', ':xx', 'aa::b', 'aa:bb:', 'aa:bb:ro:x2'])('refuses %j', (spec) => {
    expect(parseVolume(spec)).toHaveProperty('problem')
  })

  it('knows what is absolute on Windows', () => {
    expect(['C:\\x', 'c:/x', '\\\\host\\share\\x'].every(isWindowsAbsolute)).toBe(true)
    expect(['C:x', 'x', '\\x', '\\\\host\\share', '1:/x'].some(isWindowsAbsolute)).toBe(false)
  })
})

describe('parseSize', () => {
  it.each([
    ['1g', 2n ** 30n],
    ['1.5 GiB', 3n * 2n ** 29n],
    ['512kb', 524288n],
    ['7b', 7n],
    ['7', 7n],
    ['7 ', 7n],
    ['1.', 1n],
    ['inf ', -(2n ** 63n)],
  ])('%j is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes)
  })

  it.each(['', 'x', '-1', '1x', '1gx', '1kbb', '1ib', '1  k', '1.5.5'])('refuses %j', (text) => {
    expect(parseSize(text)).toHaveProperty('problem')
  })
})

describe('splitShellWords', () => {
  it.each([
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    ['a\\ b "c\\"d\\q"', ['a b', 'c"dq']],
    ['a # b\nc', ['a', 'c']],
    ['a#b', ['a#b']],
    [`'' ""`, ['', '']],
    ['  \t\r\n', []],
  ])('cuts %j into %j', (text, words) => {
    expect(splitShellWords(text)).toEqual(words)
  })

  it.each([`'a`, '"a', 'a\\', '"a\\'])('refuses %j', (text) => {
    expect(splitShellWords(text)).toHaveProperty('problem')
  })

  it('gives any words back that were quoted one by one', () => {
    const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes("'"))
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitShellWords(words.map((one) => `'${one}'`).join(' '))).toEqual(words)
      }),
    )
  })
})
