import { type BigIntStats, lstatSync, readdirSync } from 'node:fs'
import { encodeBytePath } from '../../src/byte-string/byte-path.js'

/** Everything below a folder, by path: what changes when anything is written. Access times are left out, contents need not be read. */
export type TreeState = ReadonlyMap<string, string>

const slash = Buffer.from('/')

export function readTreeState(dir: string): TreeState {
  const state = new Map<string, string>()
  add(state, Buffer.from(dir), dir)
  return state
}

/** Paths that came, went or changed; `but` names what may. */
export function changedPaths(
  before: TreeState,
  after: TreeState,
  but: (path: string) => boolean = () => false,
): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])]
  return paths.filter((path) => before.get(path) !== after.get(path) && !but(path)).sort()
}

function add(state: Map<string, string>, path: Buffer, shown: string): void {
  const stats = lstatSync(path, { bigint: true })
  state.set(shown, describe(stats))
  if (!stats.isDirectory()) return
  for (const name of readdirSync(path, 'buffer')) {
    add(state, Buffer.concat([path, slash, name]), `${shown}/${encodeBytePath(name)}`)
  }
}

function describe({ mode, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [mode.toString(8), ino, size, mtimeNs, ctimeNs].join(' ')
}
