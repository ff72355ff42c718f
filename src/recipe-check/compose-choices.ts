import { isComposeFile } from '../recipe/facts/read-linted-files.js'
import type { SampleEnv } from './sample-env.js'

/** A list of compose files that an app may name in COMPOSE_FILE. */
export interface ComposeBase {
  readonly files: readonly string[]
  /** The line of `.env.sample`, from 1; undefined for the default. */
  readonly line?: number
  /** Whether an app has it as `.env.sample` stands. */
  readonly isDefault: boolean
}

/** Compose files that an app may add to the first of the bases. */
export interface ComposeAddition {
  readonly files: readonly string[]
  readonly line?: number
  /** Whether `.env.sample` names it. */
  readonly isOffered: boolean
}

/** What an app may write into COMPOSE_FILE. */
export interface ComposeChoices {
  /** The first is what an app has that changes nothing. */
  readonly bases: readonly [ComposeBase, ...ComposeBase[]]
  readonly additions: readonly ComposeAddition[]
}

const itself = /^\$(?:COMPOSE_FILE\b|\{COMPOSE_FILE\}):?/

/**
 * The compose files that a recipe offers: COMPOSE_FILE of its `.env.sample`, the lines that are comments too, and each `compose*.yml` that no line names.
 *
 * @param names the names in the recipe's top folder
 * @rule R48
 */
export function composeChoices(sample: SampleEnv, names: readonly string[]): ComposeChoices {
  const given = sample.entries.findLast(({ key }) => key === 'COMPOSE_FILE')
  const first: ComposeBase = {
    files: filesIn(sample.env.get('COMPOSE_FILE') ?? 'compose.yml'),
    ...(given === undefined ? {} : { line: given.line }),
    isDefault: true,
  }
  const others: ComposeBase[] = []
  const additions: ComposeAddition[] = []
  for (const { key, unexpanded, line } of sample.commented) {
    if (key !== 'COMPOSE_FILE') continue
    const files = filesIn(unexpanded.replace(itself, ''))
    const more = itself.test(unexpanded) ? files : restBehind(files, first.files)
    if (more === undefined) others.push({ files, line, isDefault: false })
    else if (more.length > 0) additions.push({ files: more, line, isOffered: true })
  }
  const named = new Set([first, ...others, ...additions].flatMap(({ files }) => files))
  const unnamed = names.filter((name) => isComposeFile(name) && !named.has(name))
  return {
    bases: [first, ...others],
    additions: [...additions, ...unnamed.map((name) => ({ files: [name], isOffered: false }))],
  }
}

function filesIn(list: string): string[] {
  return list.split(':').filter((name) => name !== '')
}

/** What a list has beyond another with which it begins. */
function restBehind(list: readonly string[], start: readonly string[]): readonly string[] | undefined {
  return start.every((name, i) => list[i] === name) ? list.slice(start.length) : undefined
}
