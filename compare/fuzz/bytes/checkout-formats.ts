import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import { profiles } from '../../../src/git/profile.js'
import { buildScenario } from '../../../src/golden/scenario/build-scenario.js'
import { commit, git, recipe, type Step, settle, write } from '../../../src/golden/scenario/step-shorthands.js'
import { readChaosVersion } from '../../../src/recipe/chaos-version/read-chaos-version.js'
import { readRecipeFacts } from '../../../src/recipe/facts/read-recipe-facts.js'
import { withWorkBudget } from '../../../src/work-budget.js'
import { recipeObjects } from '../../states/recipe-objects.js'
import type { ByteFormat } from './byte-format.js'
import type { Random } from './random.js'

const released: Step[] = [...recipe, { do: 'tag', name: '1.0.0+1.0.0', annotated: true }]
const tagged: Step[] = [...released, git('commit', '-q', '--allow-empty', '-m', 'second')]
const untracked: Step[] = [write('untracked.bak'), write('more/file.bak')]
const packed: Step[] = [...tagged, git('repack', '-adfq'), git('prune-packed')]
const loose = (hash: string) => `.git/objects/${hash.slice(0, 2)}/${hash.slice(2)}`

const gitConfig = [
  '[',
  ']',
  '"',
  '\\',
  '=',
  '\n',
  '#',
  ';',
  '[core]\n',
  'worktree = ..\n',
  '[include]\n',
  '\t',
  '\\\n',
  '\r',
]
const references = ['ref: ', 'refs/heads/', '/', '..', '\n', ' ', '0'.repeat(40), '^', '#', 'HEAD', 'main', '\0']
const patterns = ['*', '**', '/', '!', '\\', '[', ']', '[!', '-', '?', '\n', '#', ' ', '**/', '[[:alpha:]]']

interface FileFormat extends Pick<ByteFormat, 'tokens' | 'mend'> {
  readonly name: string
  readonly steps: readonly Step[]
  /** Below the checkout; `pack` and `idx` are the files that git named. */
  readonly path: string
}

const version = (number: number): Step => git('update-index', '--index-version', String(number))

/** Files of git's own, and of its grammar, in a checkout. */
const fileFormats: readonly FileFormat[] = [
  ...[2, 3, 4].map((number): FileFormat => {
    const intent = number === 3 ? [write('new'), git('add', '-N', 'new')] : []
    return {
      name: `index v${number}`,
      steps: [...tagged, ...intent, version(number)],
      path: '.git/index',
      mend: withSha1,
    }
  }),
  { name: 'pack', steps: packed, path: 'pack' },
  { name: 'idx', steps: packed, path: 'idx', mend: withSha1 },
  { name: 'loose commit', steps: released, path: loose(recipeObjects.commit), mend: deflateSync },
  { name: 'loose tree', steps: released, path: loose(recipeObjects.tree), mend: deflateSync },
  { name: 'packed-refs', steps: [...tagged, git('pack-refs', '--all')], path: '.git/packed-refs', tokens: references },
  { name: 'HEAD', steps: tagged, path: '.git/HEAD', tokens: references },
  { name: 'reference', steps: tagged, path: '.git/refs/heads/main', tokens: references },
  {
    name: 'config',
    steps: [...tagged, git('remote', 'add', 'origin', 'https://example.com/x.git')],
    path: '.git/config',
    tokens: gitConfig,
  },
  {
    name: '.gitmodules',
    steps: [
      ...recipe,
      write(
        '.gitmodules',
        '[submodule "a"]\n\tpath = a\n\turl = ./a\n[submodule "b/c"]\n\tpath = b/c\n\turl = https://example.com/b\n',
      ),
      commit,
      settle,
    ],
    path: '.gitmodules',
    tokens: gitConfig,
  },
  {
    name: '.gitignore',
    steps: [write('.gitignore', '# ignored\n*.log\n!keep.log\n/more/\nd/**/e[a-z]\\ \n'), ...tagged, ...untracked],
    path: '.gitignore',
    tokens: patterns,
  },
  {
    name: '~/.gitconfig',
    steps: [
      ...tagged,
      write('home:.gitconfig', '[core]\n\texcludesfile = ~/ignored\n[user]\n\tname = "A B" # c\n'),
      write('home:ignored', '*.bak\n'),
      ...untracked,
    ],
    path: 'home:.gitconfig',
    tokens: gitConfig,
  },
]

/** Builds one checkout for each format below `dir`; each input then replaces the file in question. */
export async function checkoutFormats(dir: string): Promise<ByteFormat[]> {
  return Promise.all(
    fileFormats.map(async ({ steps, path, name, ...format }): Promise<ByteFormat> => {
      const built = await buildScenario({ steps: [...steps] }, join(dir, name.replaceAll(/[^\w]/g, '-')))
      const file = path.startsWith('home:')
        ? join(built.home, path.slice(5))
        : join(built.dir, placeOf(built.dir, path))
      const sample = format.mend === deflateSync ? inflateSync(readFileSync(file)) : readFileSync(file)
      chmodSync(file, 0o644)
      const where = path.startsWith('home:') ? path : placeOf(built.dir, path)
      return {
        ...format,
        name,
        samples: [sample],
        read: async (bytes, random) => {
          writeFileSync(file, bytes)
          await readCheckout(built, random)
        },
        steps: (bytes) => [...steps, { do: 'write', path: where, base64: bytes.toString('base64'), mode: '644' }],
      }
    }),
  )
}

/** All that a command reads of a checkout. What one function throws keeps no other from reading. */
async function readCheckout({ dir, home }: { dir: string; home: string }, random: Random): Promise<void> {
  const profile = random.pick(profiles)
  const reads: (() => Promise<unknown>)[] = [
    () => readChaosVersion(dir, { home, profile }),
    () => readRecipeFacts({ name: 'checkout', dir, home, profile, revisions: ['1.0.0+1.0.0', 'HEAD~1', 'main'] }),
  ]
  const failures = await Promise.allSettled(reads.map((read) => withWorkBudget(read)))
  const [failed] = failures.filter((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

function placeOf(dir: string, path: string): string {
  if (path !== 'pack' && path !== 'idx') return path
  const folder = '.git/objects/pack'
  const name = readdirSync(join(dir, folder)).find((each) => each.endsWith(`.${path}`))
  return `${folder}/${name}`
}

function withSha1(bytes: Buffer): Buffer {
  const body = bytes.subarray(0, Math.max(0, bytes.length - 20))
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}
