import * as childProcess from 'node:child_process'
import { createRequire, syncBuiltinESMExports } from 'node:module'

type Functions = Record<string, (...args: unknown[]) => unknown>

const require = createRequire(import.meta.url)

/** Every way Node has to open a file by its path, or to start a process. */
const OPENING = [
  'open',
  'openSync',
  'readFile',
  'readFileSync',
  'createReadStream',
  'writeFile',
  'writeFileSync',
  'appendFileSync',
  'copyFileSync',
]
const STARTING = Object.keys(childProcess).filter((name) => /^(?:spawn|exec|fork)/.test(name))

export interface Watched {
  /** Paths of files that were opened, as text. Folders that were listed are not among them. */
  opened: string[]
  /** Processes that were started. */
  started: string[]
}

/** Runs `use`, which has to be synchronous, and tells what it opened and started: nothing it does goes unseen for being quick. */
export function watchFiles<T>(use: () => T): Watched & { result: T } {
  const watched: Watched = { opened: [], started: [] }
  const restore = [
    ...patch(require('node:fs'), OPENING, watched.opened),
    ...patch(require('node:fs/promises'), ['open', 'readFile', 'writeFile'], watched.opened),
    ...patch(require('node:child_process'), STARTING, watched.started),
  ]
  syncBuiltinESMExports()
  try {
    return { result: use(), ...watched }
  } finally {
    for (const undo of restore) undo()
    syncBuiltinESMExports()
  }
}

function patch(module: Functions, names: readonly string[], seen: string[]): (() => void)[] {
  return names.map((name) => {
    const original = module[name] as (...args: unknown[]) => unknown
    module[name] = (...args: unknown[]) => {
      seen.push(String(args[0]))
      return original(...args)
    }
    return () => {
      module[name] = original
    }
  })
}
