/** A module that esbuild split off: what exactly some entries share. */
export interface SplitModule {
  readonly name: string
  /** In chars. */
  readonly size: number
  /** Modules that are loaded with it. */
  readonly imports: readonly string[]
  /** Modules that it loads later, if at all. */
  readonly lateImports: readonly string[]
  /** It does something when it is loaded, or imports a package: nothing may share its file. */
  readonly isAlone: boolean
}

/** Where a use of the package begins. */
export interface Entry {
  /** Of its module. */
  readonly name: string
  /** An entry that is always loaded before it. */
  readonly after?: string
  /** How often it is used, beside once for everything else. */
  readonly uses?: number
}

/** What one more file costs, in chars of code that is not called: to find and read it takes 0.3 ms, and Node reads 35,000 chars in 1 ms. */
const costOfFile = 10_000

/** Modules by number. */
type Numbers = ReadonlySet<number>

interface Group {
  readonly names: readonly string[]
  readonly size: number
  readonly imports: Numbers
  /** Entries, and modules that are imported late, that load it. */
  readonly users: Numbers
  readonly hasEntry: boolean
  readonly isAlone: boolean
}

/**
 * Which modules to make one file of, so that all entries together load least: joining spares files, and loads code that is not needed. No two entries are
 * joined, nor what would make files import each other.
 *
 * @returns names of modules, a list for each file
 */
export function joinModules(modules: readonly SplitModule[], entries: readonly Entry[]): (readonly string[])[] {
  const numbers = new Map(modules.map(({ name }, i) => [name, i]))
  const numbered = (names: readonly string[]) => new Set(names.flatMap((name) => numbers.get(name) ?? []))
  const users = usersOf(
    modules.map(({ imports }) => numbered(imports)),
    modules.map(({ lateImports }) => numbered(lateImports)),
    new Map(entries.map(({ name, after = '' }) => [numbers.get(name) ?? 0, numbers.get(after)])),
  )
  const groups = new Map(
    modules.map(({ name, size, imports, isAlone }, i): [number, Group] => [
      i,
      {
        names: [name],
        size,
        imports: numbered(imports),
        users: users[i] ?? new Set(),
        hasEntry: entries.some((entry) => entry.name === name),
        isAlone,
      },
    ]),
  )
  const uses = modules.map(({ name }) => entries.find((entry) => entry.name === name)?.uses ?? 1)
  for (let pair = cheapestPair(groups, uses); pair !== undefined; pair = cheapestPair(groups, uses))
    join(groups, ...pair)
  return [...groups.values()].map(({ names }) => names)
}

/** For each module, who loads it. What is imported late finds all that each of its importers has loaded. */
function usersOf(
  imports: readonly Numbers[],
  lateImports: readonly Numbers[],
  before: ReadonlyMap<number, number | undefined>,
): Set<number>[] {
  const starts = new Set([...before.keys(), ...lateImports.flatMap((late) => [...late])])
  const withFormer = (start: number) => [start, before.get(start) ?? start]
  const loaded = new Map([...starts].map((start) => [start, closure(withFormer(start), (each) => imports[each])]))
  let isGrown = true
  while (isGrown) {
    isGrown = false
    for (const [start, own] of loaded) {
      if (before.has(start)) continue
      const importers = [...loaded.values()].filter((all) => [...all].some((each) => lateImports[each]?.has(start)))
      const [first = new Set<number>(), ...more] = importers
      for (const each of first)
        if (!own.has(each) && more.every((all) => all.has(each))) {
          own.add(each)
          isGrown = true
        }
    }
  }
  return imports.map((_, i) => new Set([...loaded].flatMap(([start, all]) => (all.has(i) ? start : []))))
}

/** The two groups whose joining spares most; undefined if none spares anything. */
function cheapestPair(groups: ReadonlyMap<number, Group>, uses: readonly number[]): [number, number] | undefined {
  const usesBy = (users: Iterable<number>) => [...users].reduce((sum, user) => sum + (uses[user] ?? 1), 0)
  const below = new Map(
    [...groups].map(([i, { imports }]) => [i, closure([...imports], (each) => groups.get(each)?.imports)]),
  )
  const usesOf = new Map([...groups].map(([i, { users }]) => [i, usesBy(users)]))
  let cheapest: [number, number] | undefined
  let least = 0
  for (const [i, one] of groups)
    for (const [j, other] of groups) {
      if (j <= i || one.isAlone || other.isAlone || (one.hasEntry && other.hasEntry)) continue
      const [usesOfOne = 0, usesOfOther = 0] = [usesOf.get(i), usesOf.get(j)]
      if (-costOfFile * Math.min(usesOfOne, usesOfOther) >= least) continue
      const shared = usesBy([...one.users].filter((user) => other.users.has(user)))
      const [oneMore, otherMore] = [usesOfOther - shared, usesOfOne - shared]
      let cost = one.size * oneMore + other.size * otherMore - costOfFile * shared
      if (cost >= least || isImportedAround(groups, below, i, j) || isImportedAround(groups, below, j, i)) continue
      const users = new Set([...one.users, ...other.users])
      for (const each of new Set([...(below.get(i) ?? []), ...(below.get(j) ?? [])])) {
        const group = groups.get(each)
        if (group === undefined || each === i || each === j) continue
        cost += usesBy([...users].filter((user) => !group.users.has(user))) * (group.size + costOfFile)
      }
      if (cost < least) [cheapest, least] = [[i, j], cost]
    }
  return cheapest
}

/** Whether one imports something that imports the other: joined, they and it would import each other. */
function isImportedAround(
  groups: ReadonlyMap<number, Group>,
  below: ReadonlyMap<number, Numbers>,
  i: number,
  j: number,
) {
  return [...(groups.get(i)?.imports ?? [])].some((each) => each !== j && below.get(each)?.has(j) === true)
}

function join(groups: Map<number, Group>, i: number, j: number): void {
  const [one, other] = [groups.get(i), groups.get(j)]
  if (one === undefined || other === undefined) return
  const users = new Set([...one.users, ...other.users])
  const imports = new Set([...one.imports, ...other.imports])
  imports.delete(i)
  imports.delete(j)
  groups.delete(j)
  groups.set(i, {
    names: [...one.names, ...other.names],
    size: one.size + other.size,
    imports,
    users,
    hasEntry: one.hasEntry || other.hasEntry,
    isAlone: false,
  })
  for (const [each, group] of groups)
    if (group.imports.has(j))
      groups.set(each, { ...group, imports: new Set([...group.imports].map((number) => (number === j ? i : number))) })
  for (const each of closure([...imports], (number) => groups.get(number)?.imports)) {
    const group = groups.get(each)
    if (group !== undefined) groups.set(each, { ...group, users: new Set([...group.users, ...users]) })
  }
}

function closure(starts: readonly number[], next: (each: number) => Numbers | undefined): Set<number> {
  const reached = new Set(starts)
  for (const each of reached) for (const further of next(each) ?? []) reached.add(further)
  return reached
}
