import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { demandFreshBuild } from '../support/fresh-build.js'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>
}
const subpaths = Object.keys(exports).filter((name) => name.startsWith('./') && name !== './package.json')

/** What a program in Node prints, which can import the built files under these names. */
function printed(script: string, files: Readonly<Record<string, string>>): unknown {
  const imports = Object.entries(files).map(
    ([name, file]) => `import * as ${name} from ${JSON.stringify(pathToFileURL(resolve(file)).href)}\n`,
  )
  const args = ['--input-type=module', '--eval', `${imports.join('')}console.log(JSON.stringify(${script}))`]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

/** The built file and all that it imports when it is loaded. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const loads = /(?:^(?:import|export) \{[^'"]*|[\w$] ?= ?require\()["'](\.[^"']+)["']/gm
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(loads)) loadedBy(join(dirname(file), name), seen)
  return seen
}

const partNames = ['app', 'compose', 'git', 'harness', 'predict', 'recipe', 'swarm']
const requirePart = createRequire(import.meta.url)

/** Those of these functions whose code is in one of the files. */
function declaresIn(files: Iterable<string>, functions: readonly string[]): string[] {
  const text = [...files].map((file) => readFileSync(file, 'utf8')).join('\n')
  return functions.filter((name) => text.includes(sourceOf(name)))
}

function sourceOf(name: string): string {
  const parts = partNames.map((part) => requirePart(resolve(`dist/parts/${part}.cjs`)) as Record<string, unknown>)
  const found = parts.find((part) => typeof part[name] === 'function')?.[name]
  expect(String(found), name).toMatch(/^(?:async )?function/)
  return String(found)
}

beforeAll(() => demandFreshBuild())

describe('the subpath exports', () => {
  it('are these', () => {
    expect(subpaths).toEqual(['./compose', './git', './harness', './swarm'])
  })

  it.each(subpaths)('%s gives the same as the root does', (subpath) => {
    const { default: file } = exports[subpath] as { default: string }
    const same = printed('Object.entries(part).map(([name, value]) => [name, value === root[name]])', {
      root: 'dist/index.js',
      part: file,
    }) as [name: string, isSame: boolean][]
    expect(same.length).toBeGreaterThan(5)
    expect(same.filter(([, isSame]) => !isSame)).toEqual([])
    expect(readFileSync(file.replace(/\.js$/, '.d.ts'), 'utf8')).toContain('export')
  })
})

describe('abra-deploy-version/git', () => {
  const elsewhere = ['loadCompose', 'takeSnapshot', 'performUpgrade', 'predictDeploy', 'parseEnv']

  it('loads nothing of the compose loader, the Swarm and the harness', () => {
    for (const file of ['dist/git.js', 'dist/parts/git.cjs']) expect(declaresIn(loadedBy(file), elsewhere)).toEqual([])
    expect(declaresIn(loadedBy('dist/parts/git.cjs'), ['readWorktreeStatus', 'resolveRevision'])).toHaveLength(2)
  })

  it('would be seen to', () => {
    const others = ['compose', 'swarm', 'harness', 'predict', 'app'].flatMap((part) => [
      ...loadedBy(`dist/parts/${part}.cjs`),
    ])
    expect(declaresIn(others, elsewhere)).toEqual(elsewhere)
  })
})

describe('abra-deploy-version', () => {
  const late = ['loadCompose', 'takeSnapshot', 'performUpgrade', 'predictDeploy', 'parseEnv', 'readWorktreeStatus']

  it('loads no function before one is called', () => {
    expect(declaresIn(loadedBy('dist/index.js'), late)).toEqual([])
    expect([...loadedBy('dist/index.js')]).toEqual(['dist/index.js', 'dist/parts/values.cjs'])
    expect(Object.keys(requirePart(resolve('dist/parts/values.cjs')))).toEqual(
      expect.arrayContaining(['rules', 'AbraVersionError', 'driftInfo']),
    )
  })

  it('loads with a function what it needs, and no other part', () => {
    const script = `
      const { parseEnv, AbraVersionError } = await import(${JSON.stringify(pathToFileURL(resolve('dist/index.js')).href)})
      const { createRequire } = await import('node:module')
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).map((path) => path.replace(/.*\\//, ''))
      const before = loaded()
      let error
      try { parseEnv('A="') } catch (thrown) { error = thrown }
      console.log(JSON.stringify([before, loaded(), parseEnv('A=1').get('A'), error instanceof AbraVersionError]))`
    const args = ['--input-type=module', '--eval', script]
    const [before, after, value, isOurs] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
    expect(before).toEqual(expect.arrayContaining(['values.cjs']))
    expect(before).not.toContain('app.cjs')
    expect(after).toContain('app.cjs')
    for (const part of ['compose.cjs', 'harness.cjs', 'predict.cjs', 'swarm.cjs', 'recipe.cjs', 'git.cjs'])
      expect(after).not.toContain(part)
    expect([value, isOurs]).toEqual(['1', true])
  })

  it('can be bundled as one ECMAScript module, with one error class for all entries', async () => {
    const contents = `
      import { AbraVersionError, loadCompose, readWorktreeStatus } from 'abra-deploy-version'
      import { AbraVersionError as second } from 'abra-deploy-version/swarm'
      let code
      try { loadCompose([]) } catch (error) { code = error instanceof second ? error.code : error }
      console.log(code, AbraVersionError === second, await readWorktreeStatus('.').then(({ clean }) => typeof clean))`
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: resolve('.') },
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
    })
    const input = outputFiles[0]?.text ?? ''
    const printed = execFileSync(process.execPath, ['--input-type=module', '-'], { input, encoding: 'utf8' })
    expect(printed).toBe('USAGE true boolean\n')
  })
})
