import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { ConfinedFolder } from '../../../src/git/files/confined-folder.js'
import { type GoGitProfile, profiles, traitsOf } from '../../../src/git/profile.js'
import { parseHash, References } from '../../../src/git/refs/references.js'
import { anError } from '../../support/expect-error.js'
import { type Step, withScenario } from '../../support/scenario.js'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const C = 'c'.repeat(40)
const ZERO = '0'.repeat(40)

const write = (path: string, text: string): Step => ({ do: 'write', path: `.git/${path}`, text })

/** The references of a folder that holds nothing else of a repository. */
function withReferences<T>(
  steps: Step[],
  use: (of: (profile: GoGitProfile, most?: number) => References) => T,
): Promise<T> {
  const all: Step[] = [{ do: 'mkdir', path: '.git' }, ...steps]
  return withScenario({ repository: 'none', steps: all }, ({ dir }) =>
    use((profile, most) => {
      const traits = traitsOf(profile)
      const policy = traits.boundsLinks ? 'bounded' : 'kernel'
      return new References(new ConfinedFolder(toByteString(join(dir, '.git')), policy), traits, most)
    }),
  )
}

describe('a single reference', () => {
  it.each<[what: string, steps: Step[], name: string, expected: object | undefined]>([
    ['loose', [write('refs/heads/x', `${A}\n`)], 'refs/heads/x', { hash: A }],
    ['loose, without a line end', [write('refs/heads/x', A)], 'refs/heads/x', { hash: A }],
    ['loose, with CRLF', [write('refs/heads/x', `${A}\r\n`)], 'refs/heads/x', { hash: A }],
    ['loose, with blank lines around', [write('refs/heads/x', `\n\t ${A} \n\n`)], 'refs/heads/x', { hash: A }],
    ['loose, in capitals', [write('refs/heads/x', A.toUpperCase())], 'refs/heads/x', { hash: A }],
    [
      'loose before packed',
      [write('refs/heads/x', A), write('packed-refs', `${B} refs/heads/x\n`)],
      'refs/heads/x',
      { hash: A },
    ],
    [
      'packed',
      [write('packed-refs', `# pack-refs with: peeled\n${B} refs/heads/x\n^${C}\n`)],
      'refs/heads/x',
      { hash: B },
    ],
    ['packed, with CRLF', [write('packed-refs', `# x\r\n${B} refs/heads/x\r\n`)], 'refs/heads/x', { hash: B }],
    ['packed, without a line end', [write('packed-refs', `${B} refs/heads/x`)], 'refs/heads/x', { hash: B }],
    [
      'packed twice: the first',
      [write('packed-refs', `${B} refs/heads/x\n${C} refs/heads/x\n`)],
      'refs/heads/x',
      { hash: B },
    ],
    ['packed among blank lines', [write('packed-refs', `\n\n${B} refs/heads/x\n\n`)], 'refs/heads/x', { hash: B }],
    ['missing', [write('refs/heads/y', A)], 'refs/heads/x', undefined],
    ['missing, for part of its name is one', [write('refs/heads/x', A)], 'refs/heads/x/y', undefined],
    ['missing, for its name is a folder', [write('refs/heads/x/y', A)], 'refs/heads/x', undefined],
    [
      'packed, for its name is a folder among the loose',
      [write('refs/heads/x/y', A), write('packed-refs', `${B} refs/heads/x\n`)],
      'refs/heads/x',
      { hash: B },
    ],
    ['empty: as if it were missing', [write('refs/heads/x', '')], 'refs/heads/x', undefined],
    [
      'empty, but packed',
      [write('refs/heads/x', ''), write('packed-refs', `${B} refs/heads/x\n`)],
      'refs/heads/x',
      { hash: B },
    ],
    ['of blanks: the zero hash', [write('refs/heads/x', ' \n')], 'refs/heads/x', { hash: ZERO }],
    ['of garbage: the zero hash (L12)', [write('refs/heads/x', 'garbage\n')], 'refs/heads/x', { hash: ZERO }],
    [
      'of a hash too short: filled with zeros (L12)',
      [write('refs/heads/x', 'abcdef\n')],
      'refs/heads/x',
      { hash: 'abcdef'.padEnd(40, '0') },
    ],
    ['of a hash too long: cut', [write('refs/heads/x', `${A}bb\n`)], 'refs/heads/x', { hash: A }],
    ['of a hash and more: the hash', [write('refs/heads/x', `${A} not for merge\n`)], 'refs/heads/x', { hash: A }],
    [
      'packed garbage: the zero hash (L12)',
      [write('packed-refs', 'garbage refs/heads/x\n')],
      'refs/heads/x',
      { hash: ZERO },
    ],
    ['symbolic', [write('HEAD', 'ref: refs/heads/x\n')], 'HEAD', { target: 'refs/heads/x' }],
    ['symbolic, with CRLF', [write('HEAD', 'ref: refs/heads/x\r\n')], 'HEAD', { target: 'refs/heads/x' }],
    [
      'symbolic, with more blanks, which belong to the name',
      [write('HEAD', 'ref:  refs/heads/x\n')],
      'HEAD',
      { target: ' refs/heads/x' },
    ],
    ['symbolic without a blank: garbage', [write('HEAD', 'ref:refs/heads/x\n')], 'HEAD', { hash: ZERO }],
    ['symbolic and nothing: garbage', [write('HEAD', 'ref: \n')], 'HEAD', { hash: ZERO }],
    [
      'through a link, as git made them once',
      [{ do: 'link', path: '.git/HEAD', to: 'refs/heads/x' }, write('refs/heads/x', A)],
      'HEAD',
      { hash: A },
    ],
    ['through a link that leads nowhere', [{ do: 'link', path: '.git/HEAD', to: 'refs/heads/x' }], 'HEAD', undefined],
  ])('is read as go-git reads it: %s', async (_what, steps, name, expected) => {
    await withReferences(steps, (of) => {
      for (const profile of profiles) {
        expect(of(profile).read(name), profile).toEqual(expected === undefined ? undefined : { name, ...expected })
      }
    })
  })

  it.each<[what: string, text: string, name: string, hash: string | 'malformed' | undefined]>([
    ['after the one that is sought', `${A} refs/x\nmalformed\n`, 'refs/x', A],
    ['before the one that is sought', `malformed\n${A} refs/x\n`, 'refs/x', 'malformed'],
    ['and the one that is sought is missing', `${A} refs/x\nmalformed\n`, 'refs/y', 'malformed'],
    ['for it has three words', `${A} refs/x y\n`, 'refs/x', 'malformed'],
    ['for it has two blanks', `${A}  refs/x\n`, 'refs/x', 'malformed'],
    ['for it ends in a blank', `${A} refs/x \n`, 'refs/x', 'malformed'],
    ['for it is a blank, which is two empty words and no failure', ` \n${A} refs/x\n`, 'refs/x', A],
    ['for a tabulator is no blank', `${A}\trefs/x\n`, 'refs/x', 'malformed'],
    ['that is a comment', `#malformed at all\n^malformed at all\n${A} refs/x\n`, 'refs/x', A],
  ])('is sought line by line, one of which is malformed: %s', async (_what, text, name, hash) => {
    await withReferences([write('packed-refs', text)], (of) => {
      for (const profile of profiles) {
        const read = () => of(profile).read(name)
        if (hash === 'malformed') expect(read, profile).toThrow(anError('REFERENCE_INVALID', 'malformed packed-ref'))
        else expect(read(), profile).toEqual({ name, hash })
      }
    })
  })

  it('after a line of 64 KiB in packed-refs is not found, and that is an error', async () => {
    const text = `${A} refs/x\n# ${'x'.repeat(65_536)}\n${B} refs/y\n`
    await withReferences([write('packed-refs', text)], (of) => {
      for (const profile of profiles) {
        expect(of(profile).read('refs/x'), profile).toEqual({ name: 'refs/x', hash: A })
        expect(() => of(profile).read('refs/y'), profile).toThrow(anError('REFERENCE_INVALID', 'token too long'))
      }
    })
  })

  it('has a name of bytes', async () => {
    const name = 'refs/heads/caf\xe9'
    const text = `${A} ${name}\n`
    const packed: Step = {
      do: 'write',
      path: '.git/packed-refs',
      base64: Buffer.from(text, 'latin1').toString('base64'),
    }
    await withReferences([packed, { do: 'write', path: '.git/refs/tags/\\xff', text: B }], (of) => {
      for (const profile of profiles) {
        expect(of(profile).read(name), profile).toEqual({ name, hash: A })
        expect(of(profile).read('refs/tags/\xff'), profile).toEqual({ name: 'refs/tags/\xff', hash: B })
      }
    })
  })

  it('keeps its name as it was asked for, however its path is spelled, and is refused so from 5.19 on (L16)', async () => {
    await withReferences([write('refs/heads/x', A), write('config', 'c0ffee')], (of) => {
      for (const name of ['refs//heads/x', 'refs/./heads/x', 'refs/tags/../heads/x', '/refs/heads/x']) {
        for (const profile of ['5.16', '5.17'] as const) expect(of(profile).read(name), name).toEqual({ name, hash: A })
        expect(() => of('5.19').read(name), name).toThrow(anError('REFERENCE_INVALID', 'escapes the reference storage'))
      }
      expect(of('5.16').read('config')).toEqual({ name: 'config', hash: 'c0ffee'.padEnd(40, '0') })
      expect(() => of('5.19').read('config')).toThrow(anError('REFERENCE_INVALID', 'escapes the reference storage'))
      expect(of('5.16').read('../config')).toBeUndefined()
    })
  })
})

describe('following', () => {
  it('goes from name to name up to a hash, and names the last', async () => {
    const steps = [write('HEAD', 'ref: refs/a'), write('refs/a', 'ref: refs/b'), write('packed-refs', `${A} refs/b\n`)]
    await withReferences(steps, (of) => {
      for (const profile of profiles) expect(of(profile).resolve('HEAD'), profile).toEqual({ name: 'refs/b', hash: A })
    })
  })

  it('ends at a name that is missing (L12)', async () => {
    await withReferences([write('HEAD', 'ref: refs/heads/main\n')], (of) => {
      for (const profile of profiles) {
        expect(of(profile).resolve('HEAD'), profile).toBeUndefined()
        expect(of(profile).resolve('refs/heads/other'), profile).toBeUndefined()
      }
    })
  })

  it('gives up on names that lead in a circle', async () => {
    const steps = [write('refs/a', 'ref: refs/b'), write('refs/b', 'ref: refs/a'), write('refs/self', 'ref: refs/self')]
    await withReferences(steps, (of) => {
      for (const profile of profiles) {
        for (const name of ['refs/a', 'refs/self']) {
          expect(() => of(profile).resolve(name), profile).toThrow(anError('REFERENCE_INVALID', 'max. recursion level'))
        }
      }
    })
  })

  it('goes 1025 steps and no more', async () => {
    const chain = (length: number) => [
      ...Array.from({ length }, (_, i) => write(`refs/${i}`, `ref: refs/${i + 1}`)),
      write(`refs/${length}`, A),
    ]
    await withReferences(chain(1026), (of) => {
      for (const profile of profiles) {
        expect(of(profile).resolve('refs/1'), profile).toEqual({ name: 'refs/1026', hash: A })
        expect(() => of(profile).resolve('refs/0'), profile).toThrow(
          anError('REFERENCE_INVALID', 'max. recursion level'),
        )
      }
    })
  })
})

describe('the tags', () => {
  const names = async (steps: Step[], profile: GoGitProfile) =>
    withReferences(steps, (of) => Object.fromEntries(of(profile).tags()))

  it.each<[what: string, steps: Step[], tags: object]>([
    ['none', [], {}],
    [
      'loose and packed, loose first',
      [write('refs/tags/b', B), write('packed-refs', `${A} refs/tags/a\n${C} refs/tags/b\n`)],
      { b: { hash: B }, a: { hash: A } },
    ],
    ['in folders', [write('refs/tags/v/1', A), write('refs/tags/v/2', B)], { 'v/1': { hash: A }, 'v/2': { hash: B } }],
    [
      'and no branches',
      [write('refs/heads/x', A), write('packed-refs', `${A} refs/heads/y\n${B} refs/tags/a\n`)],
      { a: { hash: B } },
    ],
    [
      'symbolic ones, as they are',
      [write('refs/tags/a', 'ref: refs/tags/b'), write('refs/tags/b', A)],
      { a: { target: 'refs/tags/b' }, b: { hash: A } },
    ],
    [
      'files that git would not call tags',
      [write('refs/tags/a.lock', A), write('refs/tags/.x', 'garbage')],
      { 'a.lock': { hash: A }, '.x': { hash: ZERO } },
    ],
    ['packed twice: once', [write('packed-refs', `${A} refs/tags/a\n${B} refs/tags/a\n`)], { a: { hash: A } }],
    [
      'links that lead nowhere: none',
      [{ do: 'link', path: '.git/refs/tags/a', to: 'nowhere' }, write('refs/tags/b', B)],
      { b: { hash: B } },
    ],
  ])('are listed: %s', async (_what, steps, tags) => {
    const expected = Object.entries(tags).map(([short, at]) => [short, { name: `refs/tags/${short}`, ...at }])
    for (const profile of profiles) expect(await names(steps, profile), profile).toEqual(Object.fromEntries(expected))
  })

  it.each<[what: string, steps: Step[]]>([
    ['a tag is empty', [write('refs/tags/a', A), write('refs/tags/b', '')]],
    ['a branch is empty', [write('refs/tags/a', A), write('refs/heads/b', '')]],
    ['a note is empty', [write('refs/tags/a', A), write('refs/notes/b', '')]],
    ['packed-refs is malformed', [write('refs/tags/a', A), write('packed-refs', `${A} refs/tags/b\nmalformed\n`)]],
    ['a link leads to a folder', [write('refs/tags/a', A), { do: 'link', path: '.git/refs/tags/b', to: '../tags' }]],
  ])('cannot be listed at all when %s', async (_what, steps) => {
    for (const profile of profiles) await expect(names(steps, profile), profile).rejects.toMatchObject({ data: {} })
  })
})

describe('parseHash', () => {
  it.each([
    [A, A],
    [A.toUpperCase(), A],
    ['', ZERO],
    ['garbage', ZERO],
    ['abc', `ab${'0'.repeat(38)}`],
    ['abg', `ab${'0'.repeat(38)}`],
    ['abcg', `abc${'0'.repeat(37)}`.replace('abc0', 'ab00')],
    ['ab cd', `ab${'0'.repeat(38)}`],
    [`${A}${B}`, A],
    ['12345678', `12345678${'0'.repeat(32)}`],
  ])('takes %j for %s (L12)', (text, hash) => {
    expect(parseHash(text)).toBe(hash)
  })

  it('gives forty digits for any text, and a hash for itself', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEFgx '), maxLength: 50 })
    fc.assert(
      fc.property(digits, (text) => {
        const hash = parseHash(text)
        expect(hash).toMatch(/^[0-9a-f]{40}$/)
        expect(parseHash(hash)).toBe(hash)
        // What Node reads as hexadecimal is what Go does: whole bytes up to the first that is none.
        expect(hash).toBe(Buffer.from(text, 'hex').toString('hex').slice(0, 40).padEnd(40, '0'))
      }),
    )
  })
})

describe('more references than fit into memory', () => {
  it('are refused, loose and packed', () =>
    withReferences(
      [
        write('HEAD', 'ref: refs/heads/main\n'),
        write('refs/tags/a', A),
        write('packed-refs', `${B} refs/tags/b\n${C} refs/tags/c\n`),
      ],
      (of) => {
        expect(of('5.16', 3).tags().size).toBe(3)
        expect(() => of('5.16', 2).tags()).toThrow('has more than 2 references')
        expect(() => of('5.16', 2).tags()).toThrow(anError('SAFETY_LIMIT'))
        expect(() => of('5.16', 0).tags()).toThrow('has more than 0 references')
      },
    ))
})
