import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { runExample } from './support/example.js'
import { demandFreshBuild } from './support/fresh-build.js'
import { expectPrinted, makeReadmeSample, markedBlock } from './support/readme-sample.js'
import { withScratch } from './support/scenario.js'

const readme = readFileSync('README.md', 'utf8')
const contributing = readFileSync('CONTRIBUTING.md', 'utf8')
const run = promisify(execFile)

function block(marker: string): string {
  return markedBlock('README.md', marker)
}

beforeAll(() => demandFreshBuild())

describe('the README', () => {
  it('shows what the command line prints about a checkout', () =>
    withScratch(async (scratch) => expectPrinted(block('sample checkout'), makeReadmeSample(scratch))))

  it('shows what the command line prints about an app', () =>
    withScratch(async (scratch) => expectPrinted(block('sample app'), makeReadmeSample(scratch))))

  it('shows library code that gives the values in its comments, with the built package', async () => {
    await withScratch(async (scratch) => {
      const sample = makeReadmeSample(scratch)
      writeFileSync(join(sample.dir, 'recipe', 'compose.ccci.yml'), '')
      const stdout = await runExample(block('library'), sample)
      expect(stdout).toBe('3\n')
    })
  })

  it('names the version of package.json', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(readme).toContain(`./abra-deploy-version-${version}.tgz`)
  })

  it('names scripts and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
    for (const [, script] of readme.matchAll(/npm run ([\w:]+)/g)) expect(scripts, script).toHaveProperty(script ?? '')
    for (const [, script] of contributing.matchAll(/npm run ([\w:]+)/g))
      expect(scripts, script).toHaveProperty(script ?? '')
  })

  it('and the index of docs/ lists every page', () => {
    const index = readFileSync('docs/README.md', 'utf8')
    for (const name of readdirSync('docs').filter(
      (file) => /\.(?:md|schema\.json)$/.test(file) && file !== 'README.md',
    ))
      expect(index).toContain(`](${name})`)
  })

  const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => join('docs', name))]
  it.each(pages.filter((page) => page.endsWith('.md')))('and %s link to files and sections that exist', (page) => {
    for (const [, link = ''] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [file = '', section] = link.split('#')
      const target = file === '' ? page : join(dirname(page), file)
      expect(existsSync(target), link).toBe(true)
      if (section !== undefined) expect(anchorsOf(readFileSync(target, 'utf8')), link).toContain(section)
    }
  })
})

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

describe('npm run demo', () => {
  it('prints the three ways to one HEAD, then the dirty stamps, each with its rules, then what would be chosen, and the rollback', async () => {
    const { stdout } = await run(process.execPath, ['examples/demo.mjs'])
    const stamps = stdout.split('\n').filter((line) => /^ {2}[0-9a-f]{8}/.test(line))
    expect(stamps.map((line) => line.trim())).toEqual(['7ae7b0f7', '7ae7b0f7', '7ae7b0f7', '7ae7b0f7+U', 'eb96de94+U'])
    expect(stdout.match(/R20 \(P\) HEAD is/g)).toHaveLength(5)
    expect(stdout).toMatch(/^rolled-back \(certain\): /m)
    expect(stdout).toContain('deployed eb96de94+U (tag 0.7.0+3.3.1, 9 commits before the expected one)')
    const chosen = stdout.split('\n').filter((line) => /\[R\d+\]$/.test(line))
    expect(chosen.map((line) => line.replace(/^.*?: (.*) \[(R\d+)\]$/, '$2 $1').slice(0, 20))).toEqual([
      'R12 0.6.0+3.2.1',
      'R11 0.5.0+3.1.0',
      'R14 0.7.0+3.3.1',
      'R10 7ae7b0f7',
      'R32 refused, discour',
    ])
  })
})
