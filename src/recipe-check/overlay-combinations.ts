import type { ComposeAddition, ComposeBase, ComposeChoices } from './compose-choices.js'

/** Compose files that are tried together. */
export interface Combination {
  readonly base: ComposeBase
  readonly additions: readonly ComposeAddition[]
  readonly files: readonly string[]
}

/** The combinations to try, the smallest first. */
export interface Combinations {
  readonly tried: readonly Combination[]
  /** Pairs that are in no combination of their own. All of them are tried at once. */
  readonly pairsLeftOut: number
}

/** Up to so many additions every set of them is tried: 2^6. */
const fewAdditions = 6
/** In a recipe of 60 overlays there are 1,770 pairs. */
const mostPairs = 250

/**
 * Each base alone, and each addition with the first base; of few additions every set, of many each pair and all at once. Pairs beyond the limit are left
 * out.
 */
export function overlayCombinations({ bases, additions }: ComposeChoices): Combinations {
  const [first] = bases
  const alone = [...bases.map((base) => combine(base, [])), ...additions.map((addition) => combine(first, [addition]))]
  if (additions.length <= fewAdditions) {
    const larger = setsOf(additions).filter((set) => set.length > 1)
    return { tried: [...alone, ...larger.map((set) => combine(first, set))], pairsLeftOut: 0 }
  }
  const pairs = pairsOf(additions)
  const tried = pairs.slice(0, mostPairs).map((pair) => combine(first, pair))
  return {
    tried: [...alone, ...tried, combine(first, additions)],
    pairsLeftOut: pairs.length - tried.length,
  }
}

/** A base or one addition: what is looked at in detail. */
export function isSingle({ additions }: Combination): boolean {
  return additions.length <= 1
}

function combine(base: ComposeBase, additions: readonly ComposeAddition[]): Combination {
  return { base, additions, files: [...new Set([...base.files, ...additions.flatMap(({ files }) => files)])] }
}

/** Every set, the smaller ones first. */
function setsOf<T>(items: readonly T[]): T[][] {
  const sets = Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_, i) => (bits >> i) % 2 === 1))
  return sets.sort((left, right) => left.length - right.length)
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((left, i) => items.slice(i + 1).map((right): [T, T] => [left, right]))
}
