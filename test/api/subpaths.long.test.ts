import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { demandFreshBuild } from '../support/fresh-build.js'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>
}
const subpaths = Object.keys(exports).filter((name) => name.startsWith('./') && name !== './package.json')

const load = (file: string) => import(pathToFileURL(resolve(file)).href) as Promise<Record<string, unknown>>

/** The built file and all that it imports when it is loaded. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^'"]*["'](\.[^"']+)["']/gm))
    loadedBy(join(dirname(file), name), seen)
  return seen
}

/** Names that those files declare. */
function declaresIn(files: Iterable<string>, names: readonly string[]): string[] {
  const text = [...files].map((file) => readFileSync(file, 'utf8')).join('\n')
  return names.filter((name) => new RegExp(`(?:function|class|const|var) ${name}\\b`).test(text))
}

beforeAll(() => demandFreshBuild())

describe('the subpath exports', () => {
  it('are these', () => {
    expect(subpaths).toEqual(['./compose', './git', './harness', './swarm'])
  })

  it.each(subpaths)('%s gives the same as the root does', async (subpath) => {
    const { default: file } = exports[subpath] as { default: string }
    const [root, part] = await Promise.all([load('dist/index.js'), load(file)])
    expect(Object.keys(part).length).toBeGreaterThan(5)
    for (const [name, value] of Object.entries(part)) expect(root[name], name).toBe(value)
    expect(readFileSync(file.replace(/\.js$/, '.d.ts'), 'utf8')).toContain('export')
  })
})

describe('abra-deploy-version/git', () => {
  const elsewhere = ['loadCompose', 'takeSnapshot', 'performUpgrade', 'predictDeploy', 'parseEnv']

  it('loads nothing of the compose loader, the Swarm and the harness', () => {
    expect(declaresIn(loadedBy('dist/git.js'), elsewhere)).toEqual([])
    expect(declaresIn(loadedBy('dist/git.js'), ['readWorktreeStatus', 'resolveRevision'])).toHaveLength(2)
  })

  it('would be seen to, as the root does', () => {
    expect(declaresIn(loadedBy('dist/index.js'), elsewhere)).toEqual(elsewhere)
  })
})
