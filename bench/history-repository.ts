import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scratch } from './scratch.js'
import { settle } from './tree-repository.js'

const commits = 50_000
const commitsPerTag = 10
const person = 'Cleo Committer <committer@example.com>'
const firstDate = 1_200_000_000

export const historyApps = {
  oldest: 'oldest.example.org',
  newest: 'newest.example.org',
  unpinned: 'unpinned.example.org',
}
export const historyTags = {
  oldest: '0.1.0+1.1.0',
  newest: `0.${commits / commitsPerTag}.0+1.${commits / commitsPerTag}.0`,
}
export const historyFiles = 7

const configs = ['entrypoint', 'nginx', 'backup'] as const

/** What the Swarm of an app holds as the recipe's configs: all as in the newest release but the last, which has changed. */
export function historyConfigs(app: string): Record<string, string> {
  const stack = app.replaceAll('.', '_')
  const held = configs.map((name) => [`${stack}_${name}_v1`, configText(name)])
  return { ...Object.fromEntries(held), [`${stack}_${configs.at(-1)}_v1`]: 'other' }
}

/** As long as a usual one: 2 KB. */
function configText(name: string): string {
  return `${`# a line of ${name}`.padEnd(63, '.')}\n`.repeat(32)
}

/** An ABRA_DIR with one recipe of 50,000 commits and 5,000 tags, every second of them lightweight, cloned, and three apps of it. The newest release has configs. */
export async function makeHistory(scratch: Scratch, abraDir: string): Promise<string> {
  const recipe = join(abraDir, 'recipes', 'history')
  const source = `${abraDir}.source`
  await scratch.git(scratch.dir, ['init', '--quiet', '--bare', source])
  await scratch.git(source, ['fast-import', '--quiet'], importStream())
  mkdirSync(join(abraDir, 'recipes'), { recursive: true })
  await scratch.git(scratch.dir, ['clone', '--quiet', '--no-local', source, recipe])
  rmSync(source, { recursive: true, force: true })
  await settle(scratch, recipe)
  const server = join(abraDir, 'servers', 'server.example.org')
  mkdirSync(server, { recursive: true })
  const versions = { oldest: `:${historyTags.oldest}`, newest: `:${historyTags.newest}`, unpinned: '' }
  for (const [which, version] of Object.entries(versions)) {
    const name = historyApps[which as keyof typeof historyApps]
    writeFileSync(join(server, `${name}.env`), `TYPE=history${version}\nDOMAIN=${name}\n`)
  }
  return recipe
}

function* importStream(): Generator<string> {
  yield `blob\nmark :1\ndata 0\n\n`
  for (let i = 1; i <= commits; i++) {
    const date = `${firstDate + i * 60} +0000`
    const release = i % commitsPerTag === 0 ? i / commitsPerTag : undefined
    const message = `change ${i}`
    yield `commit refs/heads/main\nmark :${i + 1}\ncommitter ${person} ${date}\ndata ${message.length}\n${message}\n`
    if (i === 1) yield 'M 100644 :1 README.md\nM 100644 :1 .env.sample\n'
    const compose = `version: "3.8"\nservices:\n  app:\n    image: nginx:${i}\n`
    yield inline('compose.yml', i < commits ? compose : compose + configsOfCompose())
    if (i === commits) yield* configFiles()
    if (release !== undefined) yield tag(release, i + 1, date)
  }
}

function tag(release: number, mark: number, date: string): string {
  const name = `0.${release}.0+1.${release}.0`
  if (release % 2 === 0) return `reset refs/tags/${name}\nfrom :${mark}\n\n`
  return `tag ${name}\nfrom :${mark}\ntagger ${person} ${date}\ndata ${name.length}\n${name}\n`
}

function configsOfCompose(): string {
  const used = configs.map((name) => `      - source: ${name}\n        target: /etc/${name}\n`)
  const made = configs.map((name) => {
    const variable = `${name.toUpperCase()}_VERSION`
    return `  ${name}:\n    name: \${STACK_NAME}_${name}_\${${variable}}\n    file: ${name}.conf\n`
  })
  return `    configs:\n${used.join('')}configs:\n${made.join('')}`
}

function* configFiles(): Generator<string> {
  yield inline('abra.sh', configs.map((name) => `export ${name.toUpperCase()}_VERSION=v1\n`).join(''))
  for (const name of configs) yield inline(`${name}.conf`, configText(name))
}

function inline(path: string, text: string): string {
  return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`
}
