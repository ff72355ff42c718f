import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { withScratch } from './support/scenario.js'

const readme = readFileSync('README.md', 'utf8')
const run = promisify(execFile)

/** The fenced block after the marker. */
function block(marker: string): string {
  const found = new RegExp(`<!-- test: ${marker} -->\n\`\`\`\\w+\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1]
  if (found === undefined) throw new Error(`the README has no block ${marker}`)
  return found
}

/** Runs each line after `$ ` in the folder, which is HOME too, and compares what is printed with what is shown. */
function expectPrinted(shown: string, dir: string): void {
  const printed: string[] = []
  for (const command of shown.split('\n').filter((line) => line.startsWith('$ '))) {
    printed.push(command)
    const [program = '', ...args] = command.slice(2).split(' ')
    const ours = program === 'abra-deploy-version'
    const { stdout } = spawnSync(
      ours ? process.execPath : program,
      ours ? [resolve('dist/cli/start.cjs'), ...args] : args,
      { cwd: dir, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: dir } },
    )
    if (stdout !== '') printed.push(stdout.trimEnd())
  }
  expect(`${printed.join('\n')}\n`).toBe(shown)
}

async function cloneSample(dir: string): Promise<void> {
  await run('git', ['clone', '--quiet', resolve('golden/recipes/discourse-sample.bundle'), join(dir, 'recipe')])
}

describe('the README', () => {
  it('shows what the command line prints about a checkout', async () => {
    await withScratch(async (dir) => {
      await cloneSample(dir)
      expectPrinted(block('sample checkout'), dir)
    })
  })

  it('shows what the command line prints about an app', async () => {
    await withScratch(async (dir) => {
      const servers = join(dir, '.abra', 'servers', 'one.example.com')
      mkdirSync(servers, { recursive: true })
      mkdirSync(join(dir, '.abra', 'recipes'))
      await cloneSample(dir)
      renameSync(join(dir, 'recipe'), join(dir, '.abra', 'recipes', 'discourse'))
      writeFileSync(join(servers, 'forum.example.com.env'), 'TYPE=discourse:0.6.0+3.2.1\n')
      expectPrinted(block('sample app'), dir)
    })
  })

  it('shows library code that gives the values in its comments, with the built package', async () => {
    await withScratch(async (dir) => {
      await cloneSample(dir)
      writeFileSync(join(dir, 'recipe', 'compose.ccci.yml'), '')
      mkdirSync(join(dir, 'node_modules'))
      symlinkSync(resolve('.'), join(dir, 'node_modules', 'abra-deploy-version'))
      const checks = block('library')
        .split('\n')
        .map((line) => line.replace(/^([^/]+?) \/\/ (.+)$/, 'check(JSON.stringify($1), JSON.stringify($2))'))
        .join('\n')
      writeFileSync(
        join(dir, 'example.mjs'),
        `let count = 0\nfunction check(is, wanted) { count++; if (is !== wanted) throw new Error(is + ' is not ' + wanted) }\n${checks}\nconsole.log(count, clean, profilesAgree, files.length)\n`,
      )
      const { stdout } = await run(process.execPath, ['example.mjs'], {
        cwd: dir,
        env: { PATH: process.env['PATH'], HOME: dir },
      })
      expect(stdout).toBe('3 false true 1\n')
    })
  })

  it('names scripts and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
    for (const [, script] of readme.matchAll(/npm run ([\w:]+)/g)) expect(scripts, script).toHaveProperty(script ?? '')
    for (const [, link] of readme.matchAll(/\]\((?!https:)([^)]+)\)/g))
      expect(() => readFileSync(link ?? ''), link).not.toThrow()
  })
})

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
