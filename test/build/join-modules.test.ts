import { describe, expect, it } from 'vitest'
import { type Entry, joinModules, type SplitModule } from '../../build/join-modules.js'

const large = 100_000

function module(name: string, imports: string[] = [], more: Partial<SplitModule> = {}): SplitModule {
  return { name, size: 1_000, imports, lateImports: [], isAlone: false, ...more }
}

const named = (...names: string[]): Entry[] => names.map((name) => ({ name }))

/** The files, each as the sorted names of its modules. */
function joined(modules: SplitModule[], entries: Entry[]): string[] {
  return joinModules(modules, entries)
    .map((names) => names.toSorted().join('+'))
    .toSorted()
}

describe('joinModules', () => {
  it('makes one file of what one entry loads', () => {
    expect(joined([module('a', ['x', 'y']), module('x', ['y']), module('y')], named('a'))).toEqual(['a+x+y'])
  })

  it('makes entries load something small that not all of them need, and nothing large', () => {
    const entry = (name: string, imports: string[]) => module(name, imports, { size: large })
    const modules = (size: number) => [
      entry('a', ['x', 'y']),
      entry('b', ['x', 'y']),
      entry('c', ['x']),
      module('x'),
      module('y', [], { size }),
    ]
    expect(joined(modules(1_000), named('a', 'b', 'c'))).toEqual(['a', 'b', 'c', 'x+y'])
    expect(joined(modules(large), named('a', 'b', 'c'))).toEqual(['a', 'b', 'c', 'x', 'y'])
  })

  it('never joins two entries, nor what imports a package', () => {
    expect(joined([module('a', ['b']), module('b')], named('a', 'b'))).toEqual(['a', 'b'])
    expect(joined([module('a', ['x']), module('x', [], { isAlone: true })], named('a'))).toEqual(['a', 'x'])
  })

  it('never makes files that import each other', () => {
    // a and y alone would be the cheapest file, but x stands between them and must not be joined.
    const modules = [module('a', ['x']), module('x', ['y'], { isAlone: true }), module('y')]
    expect(joined(modules, named('a'))).toEqual(['a', 'x', 'y'])
  })

  it('knows that what is imported late finds what was loaded before', () => {
    const modules = (lateImports: string[]) => [
      module('first', ['x'], { size: large, lateImports }),
      module('late', ['y'], { size: large }),
      module('other', ['x', 'y'], { size: large }),
      module('x', [], { size: 15_000 }),
      module('y', [], { size: 15_000 }),
    ]
    // `late` alone would load all of x for nothing.
    expect(joined(modules([]), named('first', 'late', 'other'))).toContain('x')
    expect(joined(modules(['late']), named('first', 'other'))).not.toContain('x')
  })

  it('counts what is always loaded before an entry', () => {
    const modules = [
      module('first', ['x'], { size: large }),
      module('a', ['y'], { size: large }),
      module('b', ['y'], { size: large }),
      module('x'),
      module('y', [], { size: 5_000 }),
    ]
    expect(joined(modules, named('first', 'a', 'b'))).toEqual(['a', 'b', 'first+x', 'y'])
    const behind = [
      { name: 'a', after: 'first' },
      { name: 'b', after: 'first' },
    ]
    expect(joined(modules, [...named('first'), ...behind])).toEqual(['a', 'b', 'first+x+y'])
  })

  it('weighs each entry by how often it is used', () => {
    const modules = [
      module('a', ['x'], { size: large }),
      module('b', ['x', 'y'], { size: large }),
      module('c', ['x', 'y'], { size: large }),
      module('x'),
      module('y', [], { size: 5_000 }),
    ]
    expect(joined(modules, named('a', 'b', 'c'))).toContain('x+y')
    expect(joined(modules, [{ name: 'a', uses: 10 }, ...named('b', 'c')])).not.toContain('x+y')
  })
})
