import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What every part may use. `rules` is rules.ts with the folder rules/; a part is a folder of src, a wing of golden, or a file right in src. */
const shared = [
  'defined',
  'demand-options',
  'errors',
  'option-kinds',
  'renamed-options',
  'rules',
  'trace',
  'byte-string',
  'file-error',
  'first-few',
  'for-each-at-once',
  'grouped',
  'is-record',
  'json-excerpt',
  'saved-json',
  'visible-text',
  'where-known',
  'work-budget',
]
const answers = [...shared, 'git', 'git-client', 'app', 'recipe', 'compose', 'lint', 'decide']
const deeds = ['predict', 'stamp', 'swarm']

/** One for each subpath export; the root exports what they do. */
const entries = ['entry-compose', 'entry-git', 'entry-swarm', 'entry-harness']

/** Each stands on the one before it. */
const wings = ['golden/scenario', 'golden/cases', 'golden/record', 'golden/verify']

/** Each part of src, and the other parts it may import. What is not in the table may not exist. */
const allowed: Record<string, readonly string[]> = {
  defined: [],
  errors: ['shortened'],
  shortened: [],
  'is-record': [],
  'first-few': [],
  'for-each-at-once': [],
  grouped: [],
  'json-excerpt': ['file-error'],
  'saved-json': ['is-record', 'json-excerpt'],
  'visible-text': [],
  'where-known': ['errors'],
  'run-process': [],
  'work-budget': ['file-error'],
  'demand-options': ['errors', 'shortened'],
  'option-kinds': ['errors', 'demand-options'],
  'renamed-options': ['errors'],
  'byte-string': ['errors'],
  'file-error': ['errors', 'byte-string'],
  rules: ['errors'],
  trace: ['errors', 'rules'],
  git: shared,
  'git-client': [...shared, 'git', 'run-process'],
  'go-binary': [...shared, 'git'],
  app: [...shared, 'git'],
  recipe: [...shared, 'git', 'git-client', 'app'],
  compose: [...shared, 'git', 'app'],
  lint: [...shared, 'git', 'app', 'recipe', 'compose'],
  decide: [...shared, 'git', 'app', 'recipe', 'compose', 'lint'],
  predict: answers,
  stamp: [...answers, 'predict'],
  swarm: answers,
  fleet: [...answers, 'predict', 'swarm'],
  page: [...shared, 'fleet', 'swarm'],
  configs: [...answers, 'predict', 'swarm'],
  'recipe-check': [...answers, 'predict', 'configs'],
  harness: [...answers, ...deeds, 'configs', 'run-process'],
  'golden/scenario': answers,
  'golden/cases': [...answers, ...deeds, 'harness', 'golden/scenario'],
  'golden/record': [...answers, ...deeds, 'run-process', 'harness', 'golden/scenario', 'golden/cases'],
  'golden/verify': [...answers, ...deeds, 'harness', 'golden/scenario', 'golden/cases', 'golden/record'],
  cli: [
    'shortened',
    ...answers,
    ...deeds,
    'configs',
    'recipe-check',
    'go-binary',
    'fleet',
    'page',
    'harness',
    ...wings,
  ],
  'entry-compose': ['errors', 'compose'],
  'entry-git': ['errors', 'git', 'go-binary'],
  'entry-swarm': ['errors', 'renamed-options', 'swarm'],
  'entry-harness': ['errors', 'renamed-options', 'git-client', 'harness'],
  index: [...answers, ...deeds, 'configs', 'recipe-check', 'fleet', 'page', ...entries],
}

/** Parts that may not import a module, and what it is called. */
const forbidden: readonly { module: RegExp; parts: readonly string[] }[] = [
  { module: /^(?:node:)?child_process$/, parts: ['git', 'recipe', 'decide', 'cli'] },
  { module: /^node:/, parts: ['decide'] },
  { module: /^fast-check$/, parts: Object.keys(allowed) },
]

/** Folders with one door: outside of each, only this file of it may be imported. */
const doors: Record<string, string> = { 'src/git/quick/': 'src/git/quick/quick-status.ts' }

interface Import {
  file: string
  part: string
  specifier: string
}

const files = filesIn('src')
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))
const imports = files.flatMap((file): Import[] =>
  specifiersIn(sources.get(file) ?? '').map((specifier) => ({ file, part: partOf(file), specifier })),
)

describe('the extractor', () => {
  it('sees every form of import', () => {
    const text = [
      "import { a } from './a.js'",
      "import './b.js'",
      "import {\n  c,\n  type D,\n} from '../c.js'",
      "export { e } from './e.js'",
      "export * from './f.js'",
      "const g = await import('../g.js')",
      "type H = import('./h.js').H",
      "import j from '../j.json' with { type: 'json' }",
      "import k from 'node:fs'",
    ].join('\n')
    expect(specifiersIn(text).sort()).toEqual(
      ['../c.js', '../g.js', '../j.json', './a.js', './b.js', './e.js', './f.js', './h.js', 'node:fs'].sort(),
    )
  })

  it('finds imports that are known to be there', () => {
    const found = imports.map(({ file, specifier }) => `${file} ${specifier}`)
    expect(found).toContain('src/trace.ts ./rules.js')
    expect(found).toContain('src/recipe/chaos-version/chaos-version.ts ../../git/worktree/read-worktree-status.js')
    expect(found).toContain('src/cli/go-git-option.ts ../go-binary/read-go-git-profile.js')
    expect(found).toContain('src/index.ts ./recipe/chaos-version/chaos-version.js')
  })

  it('maps a file to its part', () => {
    const some = ['src/errors.ts', 'src/rules.ts', 'src/rules/rule.ts', 'src/git/index/x.ts', 'src/golden/cases/x.ts']
    expect(some.map(partOf)).toEqual(['errors', 'rules', 'rules', 'git', 'golden/cases'])
  })
})

describe('the parts of src', () => {
  it('are all in the table', () => {
    expect([...new Set(files.map(partOf))].filter((part) => !(part in allowed))).toEqual([])
  })

  it('have an order: no two may use each other', () => {
    for (const [part, uses] of Object.entries(allowed)) {
      for (const used of uses) expect(allowed[used], `${part} uses ${used}`).not.toContain(part)
    }
  })

  it('import only what the table allows', () => {
    expect(imports.flatMap(againstTheTable)).toEqual([])
  })

  it('are refused where they do not', () => {
    expect(againstTheTable({ file: 'src/git/x.ts', part: 'git', specifier: '../recipe/small-sha.js' })).toEqual([
      'src/git/x.ts imports ../recipe/small-sha.js: git may not use recipe',
    ])
    expect(againstTheTable({ file: 'src/index.ts', part: 'index', specifier: './cli/main.js' })).toHaveLength(1)
    expect(againstTheTable({ file: 'src/recipe/x.ts', part: 'recipe', specifier: '../compose/y.js' })).toHaveLength(1)
    expect(againstTheTable({ file: 'src/git/x.ts', part: 'git', specifier: '../../test/x.js' })).toHaveLength(1)
    const golden = { file: 'src/golden/cases/x.ts', part: 'golden/cases' }
    expect(againstTheTable({ ...golden, specifier: '../../harness/y.js' })).toEqual([])
    expect(againstTheTable({ ...golden, specifier: '../verify/y.js' })).toHaveLength(1)
    expect(againstTheTable({ ...golden, specifier: '../../../compare/y.js' })).toHaveLength(1)
  })
})

describe('modules that not every part may import', () => {
  it('are not imported there', () => {
    expect(imports.flatMap(forbiddenModule)).toEqual([])
  })

  it('are seen where they are allowed', () => {
    const of = (module: RegExp) => new Set(imports.filter(({ specifier }) => module.test(specifier)).map((i) => i.part))
    expect(of(/^node:child_process$/)).toContain('golden/record')
    expect(of(/^node:/)).toContain('git')
    expect(
      forbiddenModule({ file: 'src/decide/x.ts', part: 'decide', specifier: 'node:child_process' }).length,
    ).toBeGreaterThan(0)
  })
})

describe('what only decides', () => {
  /** Modules of Node that read or ask nothing. */
  const harmless = new Set(['node:path', 'node:buffer'])
  const deciding = files.filter((file) => /^src\/(?:decide|swarm\/assess|swarm\/drift|swarm\/timeline)\//.test(file))

  it('reaches nothing that does I/O, through whatever it imports', () => {
    expect(deciding.flatMap((file) => doingFrom(file))).toEqual([])
  })

  it('is found in each of its rooms', () => {
    for (const room of ['src/decide/', 'src/swarm/assess/', 'src/swarm/drift/', 'src/swarm/timeline/']) {
      expect(
        deciding.filter((file) => file.startsWith(room)),
        room,
      ).not.toEqual([])
    }
  })

  it('would be found out', () => {
    expect(doingFrom('src/predict/predict.ts').join('\n')).toContain('node:fs')
  })

  /** The paths of imports, types left out, that end at a module of Node which is not harmless. */
  function doingFrom(file: string, path: readonly string[] = [file], seen = new Set<string>()): string[] {
    if (seen.has(file)) return []
    seen.add(file)
    return valueImportsIn(sources.get(file) ?? '').flatMap((specifier) => {
      const way = [...path, specifier]
      if (!specifier.startsWith('.'))
        return harmless.has(specifier) || !specifier.startsWith('node:') ? [] : [way.join(' → ')]
      return doingFrom(join(dirname(file), specifier).replace(/\.js$/, '.ts'), way, seen)
    })
  }
})

describe('files', () => {
  const programs = ['src', 'compare', 'bench'].flatMap(filesIn)
  const graph = new Map(
    programs.map((file) => [
      file,
      specifiersIn(readFileSync(file, 'utf8'))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => join(dirname(file), specifier).replace(/\.js$/, '.ts')),
    ]),
  )

  it('import each other in no circle, types included', () => {
    expect(circlesIn(graph)).toEqual([])
  })

  it('would be found out', () => {
    const made = { a: ['b'], b: ['c', 'd'], c: ['a'], d: ['d2'], d2: [] }
    expect(circlesIn(new Map(Object.entries(made)))).toEqual([['a', 'b', 'c']])
    const rooms = { 'x/r/a.ts': ['x/s/b.ts'], 'x/s/b.ts': [], 'x/s/c.ts': ['x/r/d.ts'], 'x/r/d.ts': [] }
    expect(circlesIn(new Map(Object.entries(rooms)))).toEqual([])
    expect(circlesIn(roomsOf(new Map(Object.entries(rooms)), 'x'))).toEqual([['x/r', 'x/s']])
    expect(graph.get('src/index.ts')).toContain('src/predict/predict.ts')
  })

  it('import each other in no circle of rooms either, in src/recipe', () => {
    expect(circlesIn(roomsOf(graph, 'src/recipe'))).toEqual([])
  })

  it('of a folder with a door are imported through it', () => {
    const pairs = [...graph].flatMap(([file, targets]) => targets.map((target) => [file, target] as const))
    expect(pairs.filter(([file, target]) => isPastTheDoor(file, target))).toEqual([])
    const door = 'src/git/quick/quick-status.ts'
    expect(pairs.some(([file, target]) => target === door && !file.startsWith('src/git/quick/'))).toBe(true)
    expect(isPastTheDoor('src/git/worktree/worktree-status.ts', 'src/git/quick/simple-index.ts')).toBe(true)
    expect(isPastTheDoor('src/git/quick/staged-tree.ts', 'src/git/quick/simple-index.ts')).toBe(false)
    expect(isPastTheDoor('src/git/worktree/worktree-status.ts', door)).toBe(false)
  })

  it('of compare stand on src, and nothing of src on them', () => {
    const outside = programs.filter((file) => !file.startsWith('src/'))
    const targets = outside.flatMap((file) => graph.get(file) ?? [])
    expect(
      targets.filter((file) => !/^(?:src|compare|bench|test\/support)\//.test(file) && file !== 'package.json'),
    ).toEqual([])
    expect(targets.some((file) => file.startsWith('src/'))).toBe(true)
  })
})

describe('default exports', () => {
  const isDefault = /^export\s+default\b|^export \{[^}]*\bas\s+default\b/m

  it('are in no file but configuration', () => {
    const found = [...filesIn('src'), ...filesIn('test')].filter((file) => isDefault.test(readFileSync(file, 'utf8')))
    expect(found).toEqual([])
  })

  it('are seen in configuration', () => {
    const configs = readdirSync('.').filter((name) => name.endsWith('.config.ts'))
    expect(configs).toContain('vitest.config.ts')
    for (const file of configs) expect(readFileSync(file, 'utf8'), file).toMatch(isDefault)
  })
})

/** The folders right below one, and which of the others the files in each import. */
function roomsOf(graph: ReadonlyMap<string, readonly string[]>, folder: string): Map<string, string[]> {
  const rooms = new Map<string, string[]>()
  for (const [file, targets] of graph) {
    const room = dirname(file)
    if (dirname(room) !== folder) continue
    const others = targets.map(dirname).filter((other) => other !== room && dirname(other) === folder)
    rooms.set(room, [...(rooms.get(room) ?? []), ...others])
  }
  return rooms
}

/** The files of each circle, sorted: strongly connected components of more than one file (Tarjan). */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  const visit = (file: string) => {
    order.set(file, order.size)
    low.set(file, order.size - 1)
    open.push(file)
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next)
      if (open.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0))
    }
    if (low.get(file) !== order.get(file)) return
    const circle = open.splice(open.indexOf(file))
    if (circle.length > 1) circles.push(circle.sort())
  }
  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return circles.sort()
}

function isPastTheDoor(file: string, target: string): boolean {
  return Object.entries(doors).some(
    ([folder, door]) => target.startsWith(folder) && target !== door && !file.startsWith(folder),
  )
}

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(dir, name))
    .sort()
}

function specifiersIn(source: string): string[] {
  const forms = [
    /^\s*(?:import|export)\b[^'"()=]*?\bfrom\s+'([^']+)'/gm,
    /^import\s+'([^']+)'/gm,
    /\bimport\('([^']+)'/g,
  ]
  return forms.flatMap((form) => [...source.matchAll(form)].map((match) => match[1] ?? ''))
}

function valueImportsIn(source: string): string[] {
  return [...source.matchAll(/^(?:import|export)\b(?!\s+type\b)([^'"()=]*?)\bfrom\s+'([^']+)'/gm)]
    .filter(([, names = '']) => {
      const inBraces = /\{([\s\S]*)\}/
        .exec(names)?.[1]
        ?.split(',')
        .map((name) => name.trim()) ?? ['value']
      return inBraces.some((name) => name !== '' && !name.startsWith('type '))
    })
    .map(([, , specifier = '']) => specifier)
}

function partOf(file: string): string {
  const [first = '', second = ''] = relative('src', file).split('/')
  return first === 'golden' ? `golden/${second}` : first.replace(/\.[jt]s$/, '')
}

function againstTheTable({ file, part, specifier }: Import): string[] {
  if (!specifier.startsWith('.')) return []
  const target = join(dirname(file), specifier)
  if (part === 'cli' && target === 'package.json') return []
  const used = target.startsWith('src/') ? partOf(target) : undefined
  if (used !== undefined && (used === part || allowed[part]?.includes(used))) return []
  return [`${file} imports ${specifier}: ${part} may not use ${used ?? 'what is outside src'}`]
}

function forbiddenModule({ file, part, specifier }: Import): string[] {
  return forbidden
    .filter(({ module, parts }) => module.test(specifier) && parts.includes(part))
    .map(() => `${file} imports ${specifier}`)
}
