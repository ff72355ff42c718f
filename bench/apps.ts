import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scratch } from './scratch.js'
import { treeFiles } from './tree-repository.js'

export const tags = 20
export const filesOfRecipe = 20
const servers = 4

export interface AppCounts {
  readonly recipes: number
  readonly apps: number
}

/**
 * An ABRA_DIR with recipes, each a clone of 20 files and 20 tags, and apps that are pinned to one or another of the tags.
 *
 * @returns the names of the apps
 */
export async function makeApps(scratch: Scratch, abraDir: string, { recipes, apps }: AppCounts): Promise<string[]> {
  const source = `${abraDir}.source`
  await scratch.git(scratch.dir, ['init', '--quiet', '--bare', source])
  await scratch.git(source, ['fast-import', '--quiet'], importStream())
  mkdirSync(join(abraDir, 'recipes'), { recursive: true })
  const folders = Array.from({ length: recipes }, (_, i) => join(abraDir, 'recipes', `recipe-${i}`))
  for (const folder of folders) await scratch.git(scratch.dir, ['clone', '--quiet', '--no-local', source, folder])
  rmSync(source, { recursive: true, force: true })
  await sleep(1_050)
  for (const folder of folders) await scratch.git(folder, ['status', '--porcelain'])
  return Array.from({ length: apps }, (_, i) => writeApp(abraDir, i, recipes))
}

function writeApp(abraDir: string, index: number, recipes: number): string {
  const name = `app-${index}.example.org`
  const { recipe, version } = stackOf(name, index, recipes)
  const folder = join(abraDir, 'servers', `server-${index % servers}.example.org`)
  mkdirSync(folder, { recursive: true })
  const text = [
    `TYPE=${recipe}:${version}`,
    `DOMAIN=${name}`,
    '# What is set for every app',
    'LETS_ENCRYPT_ENV=production',
    'COMPOSE_FILE="compose.yml"',
    'TIMEOUT=300',
    'SECRET_DB_PASSWORD_VERSION=v1 # length=32',
    '',
  ]
  writeFileSync(join(folder, `${name}.env`), text.join('\n'))
  return name
}

/** A stack as its labels name it. */
export interface MadeStack {
  readonly stack: string
  readonly recipe: string
  readonly version: string
}

/** The stack of the app of that number, deployed as its file pins it. */
export function stackOf(name: string, index: number, recipes: number): MadeStack {
  const version = tagName(1 + (Math.floor(index / recipes) % tags))
  return { stack: name.replaceAll('.', '_'), recipe: `recipe-${index % recipes}`, version }
}

export function tagName(release: number): string {
  return `0.${release}.0+1.${release}.0`
}

function* importStream(): Generator<string> {
  const person = 'Cleo Committer <committer@example.com>'
  for (let release = 1; release <= tags; release++) {
    const date = `${1_700_000_000 + release * 3600} +0000`
    const name = tagName(release)
    yield `commit refs/heads/main\nmark :${release}\ncommitter ${person} ${date}\ndata ${name.length}\n${name}\n`
    const changed = [...treeFiles(filesOfRecipe)].slice(release === 1 ? 0 : -release)
    for (const { path, text } of changed) {
      const body = `${text}# ${name}\n`
      yield `M 100644 inline ${path}\ndata ${body.length}\n${body}\n`
    }
    yield `tag ${name}\nfrom :${release}\ntagger ${person} ${date}\ndata ${name.length}\n${name}\n`
  }
}
