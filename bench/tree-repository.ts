import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InternalError } from '../src/errors.js'
import { seededRandom } from './random.js'
import type { Scratch } from './scratch.js'

const filesInFolder = 50
const foldersInFolder = 50

const words = [
  'app',
  'backup',
  'cache',
  'config',
  'data',
  'domain',
  'entrypoint',
  'health',
  'image',
  'interval',
  'label',
]
const values = ['true', 'false', '"3.8"', '30s', '/var/lib', 'nginx:1.27', '"$STACK_NAME"', 'overlay', 'on-failure']

interface TreeFile {
  readonly path: string
  readonly text: string
}

/** Up to 50 files lie at the root; more of them in folders of folders. Each holds some hundred bytes of configuration. */
export function* treeFiles(count: number): Generator<TreeFile> {
  const random = seededRandom(count)
  const pick = (from: readonly string[]) => from[random(from.length)] ?? ''
  for (let i = 0; i < count; i++) {
    const lines = Array.from({ length: 8 + random(8) }, () => {
      return `${'  '.repeat(random(3))}${pick(words)}_${random(10_000)}: ${pick(values)} # ${random(1_000_000)}\n`
    })
    yield { path: treePath(i, count), text: `# file ${i}\n${lines.join('')}` }
  }
}

export function treePath(index: number, count: number): string {
  const name = `part-${String(index % filesInFolder).padStart(2, '0')}.yml`
  if (count <= filesInFolder) return name
  const folder = Math.floor(index / filesInFolder)
  const outer = String(Math.floor(folder / foldersInFolder)).padStart(4, '0')
  const inner = String(folder % foldersInFolder).padStart(2, '0')
  return `area-${outer}/service-${inner}/${name}`
}

/** A clone, made by `git clone --no-local`: all objects are in one pack, as after a clone from a server. */
export async function cloneTree(scratch: Scratch, count: number, dir: string): Promise<void> {
  const source = `${dir}.source`
  await scratch.git(scratch.dir, ['init', '--quiet', '--bare', source])
  await scratch.git(source, ['fast-import', '--quiet'], importStream(count))
  // fast-import compares each object with the one before only; a server's pack was made like this.
  await scratch.git(source, ['repack', '-a', '-d', '-f', '--quiet'])
  await scratch.git(scratch.dir, ['clone', '--quiet', '--no-local', source, dir])
  rmSync(source, { recursive: true, force: true })
  await settle(scratch, dir)
}

/** The same files, added and committed on the spot: each object is a file of its own. */
export async function commitTree(scratch: Scratch, count: number, dir: string): Promise<void> {
  await scratch.git(scratch.dir, ['init', '--quiet', dir])
  for (const { path, text } of treeFiles(count)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
  await scratch.git(dir, ['add', '.'])
  await scratch.git(dir, ['commit', '--quiet', '--message', 'files'])
  await settle(scratch, dir)
}

/** By default every `git commit` ends with this, which packs all objects once about 6,700 of them are loose. Here it is waited for. */
export async function collectAsCommitDoes(scratch: Scratch, dir: string): Promise<void> {
  await scratch.git(dir, ['-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet'])
  await settle(scratch, dir)
}

function* importStream(count: number): Generator<string> {
  yield 'commit refs/heads/main\ncommitter Cleo Committer <committer@example.com> 1704067200 +0000\ndata 5\nfiles\n'
  for (const { path, text } of treeFiles(count)) yield `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`
}

/**
 * A file as young as the index might have changed since, and has to be read by everybody. So the clock moves on by more than the second in
 * which git counts; then `git status` writes the index anew. No file is touched.
 */
export async function settle(scratch: Scratch, dir: string): Promise<void> {
  const printed = await settleDirty(scratch, dir)
  if (printed !== '') throw new InternalError(`a checkout just made is not clean: ${printed.slice(0, 200)}`)
}

/** The same of a checkout that need not be clean. Returns what `git status` prints. */
export async function settleDirty(scratch: Scratch, dir: string): Promise<string> {
  const index = join(dir, '.git', 'index')
  await sleep(Math.max(0, Math.floor(statSync(index).mtimeMs / 1000) * 1000 + 1_050 - Date.now()))
  return scratch.git(dir, ['status', '--porcelain'])
}
