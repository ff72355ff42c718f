import * as fs from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type GoGitProfile, profiles } from '../../src/git/profile.js'
import { readWorktreeStatus } from '../../src/git/worktree/read-worktree-status.js'
import { settleTimes } from '../../src/golden/scenario/settle-times.js'
import { chaosVersion } from '../../src/recipe/chaos-version/chaos-version.js'
import { readChaosVersion } from '../../src/recipe/chaos-version/read-chaos-version.js'
import { git } from '../support/git.js'
import { type Scratch, scratch } from '../support/scenario.js'

const FILES = 300
const folders = ['', 'config/', 'config/nginx/', 'scripts/', 'scripts/backup/']
const names = Array.from({ length: FILES }, (_, i) => `${folders[i % folders.length]}file-${i}.yml`)
const LINK = 'config/link'
/** Later than any change that a test makes. */
const LATER = new Date('2037-01-01T00:00:00Z')
const EARLIER = new Date('2019-01-01T00:00:00Z')

let place: Scratch
let origin: string
let dir: string
let clones = 0

beforeAll(() => {
  place = scratch()
  origin = join(place.dir, 'origin')
  fs.mkdirSync(origin)
  git(origin, 'init', '-q', '-b', 'main')
  for (const folder of folders) fs.mkdirSync(join(origin, folder), { recursive: true })
  for (const [i, name] of names.entries()) fs.writeFileSync(join(origin, name), `file: ${i}\n`)
  fs.symlinkSync('nginx', join(origin, LINK))
  commit(origin)
})

beforeEach(() => {
  vi.stubEnv('XDG_CONFIG_HOME', undefined)
  dir = clone()
})

afterAll(() => {
  vi.unstubAllEnvs()
  place.remove()
})

/** A clone, all of whose objects are in a pack, and whose files are older than its index. */
function clone(): string {
  const into = join(place.dir, `clone-${clones++}`)
  git(place.dir, 'clone', '-q', '--no-local', 'origin', into)
  makeUpToDate(into)
  return into
}

function makeUpToDate(folder: string): void {
  settleTimes(Buffer.from(folder))
  // Forgets what it knew of the files: most builds of git compare whole seconds of a ctime.
  git(folder, 'read-tree', 'HEAD')
  git(folder, 'update-index', '-q', '--refresh')
  fs.utimesSync(join(folder, '.git/index'), LATER, LATER)
}

function commit(folder: string): void {
  git(folder, 'add', '-A')
  git(folder, '-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-qm', 'x')
}

/** Commits what is there, as a pack, and makes every entry up to date. */
function commitPacked(): void {
  commit(dir)
  git(dir, 'repack', '-adq')
  makeUpToDate(dir)
}

interface Asked {
  /** How often each file of the checkout was opened. */
  opened: Record<string, number>
  /** How often each link of the checkout was asked for its target. */
  links: Record<string, number>
}

const require = createRequire(import.meta.url)

/** Counts what is read below the checkout, of `.git` too if asked, while `use` runs. */
async function counted(use: () => Promise<unknown>, withGitDir = false): Promise<Asked> {
  const asked: Asked = { opened: {}, links: {} }
  const module = require('node:fs') as Record<string, (...args: unknown[]) => unknown>
  const kinds: [name: string, counts: Record<string, number>][] = [
    ...['openSync', 'open', 'readFileSync', 'readFile', 'createReadStream', 'copyFileSync'].map(
      (name): [string, Record<string, number>] => [name, asked.opened],
    ),
    ['readlinkSync', asked.links],
    ['readlink', asked.links],
  ]
  const originals = kinds.map(([name]) => module[name] as (...args: unknown[]) => unknown)
  for (const [i, [name, counts]] of kinds.entries()) {
    module[name] = (...args) => {
      const path = String(args[0])
      const below = path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : '.git'
      if (below !== '.git' && (withGitDir || !below.startsWith('.git/'))) counts[below] = (counts[below] ?? 0) + 1
      return originals[i]?.(...args)
    }
  }
  syncBuiltinESMExports()
  try {
    await use()
    return asked
  } finally {
    for (const [i, [name]] of kinds.entries()) module[name] = originals[i] as (...args: unknown[]) => unknown
    syncBuiltinESMExports()
  }
}

/** Each of the three ways to ask, by each profile. */
async function eachWay(check: (asked: Asked, way: string, profile: GoGitProfile) => void): Promise<void> {
  for (const profile of profiles) {
    const options = { home: place.dir, profile }
    for (const way of [readWorktreeStatus, chaosVersion, readChaosVersion]) {
      check(await counted(() => way(dir, options)), way.name, profile)
    }
  }
}

/** chaosVersion asks one profile; from 5.17 on go-git itself trusts size and mtime. */
const asksTrusting = (way: string, profile: GoGitProfile) => way === 'chaosVersion' && profile !== '5.16'
const onceEach = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, 1]))

describe('of a packed clone that is up to date', () => {
  it('no file is read, only the targets of links (L14)', async () => {
    expect(await readWorktreeStatus(dir, { home: place.dir })).toMatchObject({ clean: true })
    await eachWay((asked, way, profile) => {
      expect(asked, `${way} ${profile}`).toEqual({
        opened: {},
        links: asksTrusting(way, profile) ? {} : { [LINK]: 1 },
      })
    })
  })

  it('no file of the repository is opened twice, for all three profiles', async () => {
    fs.writeFileSync(join(dir, '.git/.gitconfig'), '[user]\n\tname = x\n')
    const home = join(dir, '.git')
    const once = { '.git/HEAD': 1, '.git/.gitconfig': 1, '.git/index': 1 }
    for (const way of [readWorktreeStatus, readChaosVersion]) {
      const { opened } = await counted(() => way(dir, { home }), true)
      expect(opened, way.name).toMatchObject({ ...once, '.git/config': 1 })
      expect(Math.max(...Object.values(opened)), way.name).toBe(1)
    }
    fs.writeFileSync(join(dir, 'untracked'), '')
    for (const profile of profiles) {
      const { opened } = await counted(() => chaosVersion(dir, { home, profile }), true)
      expect(opened, profile).toMatchObject(once)
      expect(Math.max(...Object.values(opened)), profile).toBe(1)
    }
  })

  it('a file with another time is read, once for all three profiles', async () => {
    fs.utimesSync(join(dir, 'config/file-1.yml'), EARLIER, EARLIER)
    await eachWay(({ opened }, way, profile) => {
      expect(opened, `${way} ${profile}`).toEqual({ 'config/file-1.yml': 1 })
    })
  })

  it('a file whose mtime was restored is read, because its ctime differs', async () => {
    const path = join(dir, 'config/file-1.yml')
    const { atime, mtime } = fs.statSync(path)
    fs.writeFileSync(path, 'file: 7\n')
    fs.utimesSync(path, atime, mtime)
    await eachWay(({ opened }, way, profile) => {
      expect(opened, `${way} ${profile}`).toEqual(asksTrusting(way, profile) ? {} : { 'config/file-1.yml': 1 })
    })
  })

  it('a file whose blob is loose is read', async () => {
    fs.writeFileSync(join(dir, 'new.yml'), 'new: 1\n')
    commit(dir)
    makeUpToDate(dir)
    await eachWay(({ opened }, way, profile) => {
      expect(opened, `${way} ${profile}`).toEqual(asksTrusting(way, profile) ? {} : { 'new.yml': 1 })
    })
  })

  it('attributes that change no content are read, and nothing else', async () => {
    fs.writeFileSync(join(dir, 'config/.gitattributes'), '*.yml text diff=yaml\n')
    commitPacked()
    await eachWay(({ opened }, way, profile) => {
      expect(opened, `${way} ${profile}`).toEqual({ 'config/.gitattributes': 1 })
    })
  })

  it('all files are read where attributes name a filter', async () => {
    fs.writeFileSync(join(dir, '.gitattributes'), '* filter=swap\n')
    commitPacked()
    await eachWay(({ opened }, way, profile) => {
      const { '.gitattributes': own, ...others } = opened
      expect(own, `${way} ${profile}`).toBeGreaterThan(0)
      expect(others, `${way} ${profile}`).toEqual(asksTrusting(way, profile) ? {} : onceEach(names))
    })
  })

  it('no other file is read where attributes name a filter for files that are not there', async () => {
    fs.writeFileSync(join(dir, '.gitattributes'), 'other filter=swap\n')
    commitPacked()
    await eachWay(({ opened }, way, profile) => {
      const { '.gitattributes': own, ...others } = opened
      expect(own, `${way} ${profile}`).toBeGreaterThan(0)
      expect(others, `${way} ${profile}`).toEqual({})
    })
  })

  it('all files are read that are not older than the index', async () => {
    fs.utimesSync(join(dir, '.git/index'), EARLIER, EARLIER)
    await eachWay(({ opened }, way, profile) => {
      expect(opened, `${way} ${profile}`).toEqual(onceEach(names))
    })
  })

  it('an untracked file is not read, but the pattern files above it', async () => {
    fs.writeFileSync(join(dir, 'config/.gitignore'), 'x\n')
    fs.writeFileSync(join(dir, 'scripts/.gitignore'), 'x\n')
    commitPacked()
    fs.writeFileSync(join(dir, 'config/y'), '')
    expect((await readWorktreeStatus(dir, { home: place.dir })).files).toEqual([{ path: 'config/y', change: '??' }])
    const { opened } = await counted(() => chaosVersion(dir, { home: place.dir }))
    expect(opened).toEqual({ 'config/.gitignore': 1 })
  })

  it('no file is read of so many that a worker prefetches their stat data', async () => {
    for (let i = 0; i < 5200; i++) fs.writeFileSync(join(dir, `many-${i}`), `${i}\n`)
    commitPacked()
    for (let round = 0; round < 3; round++) {
      expect((await counted(() => readWorktreeStatus(dir, { home: place.dir }))).opened).toEqual({})
    }
  })
})
