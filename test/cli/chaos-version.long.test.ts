import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildGoProgram, findGo } from '../support/go.js'
import { expectUnknown as expectRefused, type Outcome, runCli as run } from '../support/run-cli.js'
import { type BuiltScenario, type Scenario, type Step, withScenario, withScratch } from '../support/scenario.js'

const HEAD = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
const OVERLAY: Step = { do: 'write', path: 'compose.ccci.yml', text: 'version: "3.8"\n' }
const EXCLUDED: Step[] = [
  { do: 'write', path: 'notes.txt', text: 'mine\n' },
  { do: 'write', path: '.git/info/exclude', text: 'notes.txt\n' },
]

/** Runs `chaos-version DIR --home HOME` with these further arguments. */
function ask({ dir, home }: BuiltScenario, ...args: string[]): Promise<Outcome> {
  return run(['chaos-version', dir, '--home', home, ...args])
}

function withRecipe<T>(steps: Step[], use: (built: BuiltScenario) => Promise<T>): Promise<T> {
  const scenario: Scenario = { repository: { bundle: 'golden/recipes/discourse-sample.bundle' }, steps }
  return withScenario(scenario, use)
}

describe('the answer', () => {
  it('is one line', () =>
    withRecipe([], async (built) => {
      expect(await ask(built)).toEqual({ exitCode: 0, stdout: '7ae7b0f7\n', stderr: '' })
    }))

  it('carries +U where an overlay lies around', () =>
    withRecipe([OVERLAY], async (built) => {
      expect(await ask(built)).toEqual({ exitCode: 0, stdout: '7ae7b0f7+U\n', stderr: '' })
    }))

  it('is the same with and without NO_COLOR, and never coloured in a pipe', () =>
    withRecipe([OVERLAY], async ({ dir, home }) => {
      const args = ['chaos-version', dir, '--home', home, '--explain']
      const plain = await run(args, { env: { NO_COLOR: '1' } })
      expect(plain.stdout).not.toContain('\u001b')
      expect(await run(args)).toEqual(plain)
    }))
})

describe('--json', () => {
  it('has the keys of the schema and no others', () =>
    withRecipe([OVERLAY], async (built) => {
      const { exitCode, stdout, stderr } = await ask(built, '--json')
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout.trimEnd()).not.toContain('\n')
      const answer = JSON.parse(stdout)
      const keys = ['schema', 'chaosVersion', 'head', 'clean', 'files', 'profile', 'profilesAgree', 'trace']
      expect(Object.keys(answer)).toEqual(keys)
      expect(answer).toMatchObject({
        schema: 1,
        chaosVersion: '7ae7b0f7+U',
        head: { hash: HEAD, name: 'refs/heads/main' },
        clean: false,
        files: [{ path: 'compose.ccci.yml', change: '??' }],
        profile: '5.16',
        profilesAgree: true,
      })
      expect(answer.trace.map(({ rule }: { rule: string }) => rule)).toEqual(['R20', 'R21', 'R23', 'R22', 'R24'])
    }))

  it('with --explain lists the findings too', () =>
    withRecipe([OVERLAY], async (built) => {
      const { findings } = JSON.parse((await ask(built, '--json', '--explain')).stdout)
      expect(findings).toEqual([{ kind: 'overlay', path: 'compose.ccci.yml', change: '??' }])
    }))

  it('gives an error as an object, and says it on stderr as well', () =>
    withScratch(async (dir) => {
      const { exitCode, stdout, stderr } = await run(['chaos-version', dir, '--home', dir, '--json'])
      expect(exitCode).toBe(2)
      expect(JSON.parse(stdout)).toMatchObject({ schema: 1, error: { code: 'REPOSITORY_NOT_FOUND', data: { dir } } })
      expect(stderr).toMatch(/^abra-deploy-version: [^\n]+\n$/)
    }))
})

describe('--explain', () => {
  it('names the overlay', () =>
    withRecipe([OVERLAY], async (built) => {
      const { stdout } = await ask(built, '--explain')
      expect(stdout.split('\n')[0]).toBe('7ae7b0f7+U')
      expect(stdout).toMatch(/^\?\? compose\.ccci\.yml .*overlay.*\[R22\]$/m)
      expect(stdout).toMatch(/^ {3}to fix: /m)
    }))

  it('names the line that hides a file', () =>
    withRecipe(
      [
        { do: 'write', path: '.gitignore', text: '# mine\n*.swp\n' },
        { do: 'write', path: 'compose.yml.swp', text: 'x' },
        { do: 'commit' },
      ],
      async (built) => {
        const { stdout } = await ask(built, '--explain')
        expect(stdout).toMatch(/^!! compose\.yml\.swp .*ignored by \.gitignore:2 \(\*\.swp\) \[L01\]$/m)
      },
    ))

  it('says that .git/info/exclude no longer helps from 5.19', () =>
    withRecipe(EXCLUDED, async (built) => {
      const { stdout } = await ask(built, '--explain')
      expect(stdout).toMatch(/^!! notes\.txt .*\.git\/info\/exclude:\d+ \(notes\.txt\) \[L15\]$/m)
      expect(stdout).toMatch(/to fix: .*5\.19.*\.gitignore/)
    }))
})

describe('.git/info/exclude', () => {
  it('hides a file up to 5.17, with a warning that names it', () =>
    withRecipe(EXCLUDED, async (built) => {
      for (const release of ['5.16', '5.17']) {
        const { exitCode, stdout, stderr } = await ask(built, '--go-git', release)
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '7ae7b0f7\n' })
        expect(stderr).toMatch(/^abra-deploy-version: .*5\.19.*notes\.txt\n$/)
      }
    }))

  it('hides nothing in 5.19', () =>
    withRecipe(EXCLUDED, async (built) => {
      const { exitCode, stdout, stderr } = await ask(built, '--go-git', '5.19')
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '7ae7b0f7+U\n' })
      expect(stderr).toContain('notes.txt')
    }))
})

describe('--expect', () => {
  it.each([
    { steps: [], expected: '7ae7b0f7', exitCode: 0 },
    { steps: [], expected: HEAD, exitCode: 0 },
    { steps: [], expected: '7ae7b0f', exitCode: 0 },
    { steps: [], expected: '7ae7b0', exitCode: 1 },
    { steps: [], expected: 'eb96de94', exitCode: 1 },
    { steps: [], expected: '7ae7b0f7+U', exitCode: 1 },
    { steps: [OVERLAY], expected: '7ae7b0f7+U', exitCode: 0 },
    { steps: [OVERLAY], expected: '7ae7b0f7', exitCode: 0 },
    { steps: [OVERLAY], expected: '7ae7b0f7', strict: true, exitCode: 1 },
    { steps: [OVERLAY], expected: '7ae7b0f7+U', strict: true, exitCode: 0 },
    { steps: [], expected: '7ae7b0f7', strict: true, exitCode: 0 },
  ])('$expected of $steps.length overlays, strict $strict: $exitCode', ({ steps, expected, strict, exitCode }) =>
    withRecipe(steps, async (built) => {
      const outcome = await ask(built, '--expect', expected, ...(strict === true ? ['--strict'] : []))
      const answer = steps.length === 0 ? '7ae7b0f7' : '7ae7b0f7+U'
      expect(outcome).toMatchObject({ exitCode, stdout: `${answer}\n` })
      if (exitCode === 0) expect(outcome.stderr).toBe('')
      else expect(outcome.stderr).toBe(`abra-deploy-version: expected ${expected}, the answer is ${answer}\n`)
    }),
  )
})

describe('a command line that cannot be understood', () => {
  it.each<[string, string[], string[]]>([
    ['an unknown command', ['chaos'], ['chaos', 'chaos-version']],
    ['an unknown option of the program', ['--verbose'], ['--verbose']],
    ['an unknown flag', ['chaos-version', '.', '--fast'], ['--fast', '--help']],
    ['a flag without its value', ['chaos-version', '.', '--expect'], ['--expect']],
    ['an unknown profile', ['chaos-version', '.', '--go-git', '5.18'], ['5.18', '5.16, 5.17, 5.19']],
    ['an empty folder name', ['chaos-version', ''], ['folder']],
    ['two folders', ['chaos-version', 'one', 'two'], ['two']],
    ['--strict alone', ['chaos-version', '.', '--strict'], ['--strict', '--expect']],
    ['auto without --abra', ['chaos-version', '.', '--go-git', 'auto'], ['--abra']],
    ['--abra with a fixed release', ['chaos-version', '.', '--abra', 'x', '--go-git', '5.16'], ['--abra', '--go-git']],
    ['a flag with control characters', ['chaos-version', '.', '--\u001b[31m'], ['\\u{1b}']],
    ['a folder with line feeds', ['chaos-version', 'one', 'two\nlines'], ['two']],
  ])('%s', async (_name, args, parts) => expectRefused(await run(args), ...parts))

  it('no command at all: the overview', async () => {
    expect(await run([])).toMatchObject({ exitCode: 2 })
  })
})

describe('what cannot be known', () => {
  it('a missing folder', () =>
    withScratch(async (dir) => {
      const missing = join(dir, 'missing')
      expectRefused(await run(['chaos-version', missing, '--home', dir]), missing)
    }))

  it('a file in place of the folder', () =>
    withScratch(async (dir) => {
      const file = join(dir, 'file')
      writeFileSync(file, '')
      expectRefused(await run(['chaos-version', file, '--home', dir]), file)
    }))

  it('a folder without repository', () =>
    withScratch(async (dir) => expectRefused(await run(['chaos-version', dir, '--home', dir]), dir)))

  it('a branch without commits', () =>
    withScenario({ steps: [] }, async (built) => expectRefused(await ask(built), built.dir, 'commit something')))

  it('a truncated index', () =>
    withRecipe([], async (built) => {
      const index = join(built.dir, '.git/index')
      truncateSync(index, 100)
      expectRefused(await ask(built), index)
    }))

  it('a home with a malformed .gitconfig', () =>
    withRecipe(
      [{ do: 'write', path: 'home:.gitconfig', text: '[core]\n  excludesfile = x\n[user\n' }],
      async (built) => {
        expectRefused(await ask(built), `${join(built.home, '.gitconfig')}:3`)
      },
    ))

  it('an abra that is a text file', () =>
    withRecipe([{ do: 'write', path: 'outside:abra', text: '#!/bin/sh\n' }], async (built) => {
      const abra = join(built.outside, 'abra')
      expectRefused(await ask(built, '--go-git', 'auto', '--abra', abra), abra)
    }))

  it('an abra that is not there', () =>
    withRecipe([], async (built) => {
      const abra = join(built.outside, 'abra')
      expectRefused(await ask(built, '--abra', abra), abra)
    }))
})

describe('control characters', () => {
  it('in names of files are never printed', () =>
    withRecipe([{ do: 'write', path: '.git/info/exclude', text: 'hidden*\n' }], async (built) => {
      writeFileSync(join(built.dir, 'red\u001b[31m\nline\u0007.txt'), '')
      writeFileSync(join(built.dir, 'hidden\u001b[2J'), '')
      for (const args of [[], ['--explain'], ['--json'], ['--json', '--explain']]) {
        const { exitCode, stdout, stderr } = await ask(built, ...args)
        expect(exitCode).toBe(0)
        expect(stdout + stderr).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/)
        expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      }
      const { files } = JSON.parse((await ask(built, '--json')).stdout)
      expect(files).toEqual([{ path: 'red\u001b[31m\nline\u0007.txt', change: '??' }])
    }))

  it('in the name of the folder are never printed', () =>
    withScratch(async (dir) => {
      const odd = join(dir, 'odd\u001b[31m\nname')
      mkdirSync(odd)
      expectRefused(await run(['chaos-version', odd, '--home', dir]), '\\u{1b}')
    }))
})

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists the commands and exit codes', async (args) => {
    const { exitCode, stdout, stderr } = await run(args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: abra-deploy-version /)
    expect(stdout).toContain('chaos-version')
    expect(stdout).toContain('Exit codes')
  })

  it('of the command lists every option', async () => {
    const { exitCode, stdout } = await run(['chaos-version', '--help'])
    expect(exitCode).toBe(0)
    for (const option of ['go-git', 'abra', 'home', 'expect', 'strict', 'explain', 'json'])
      expect(stdout).toContain(`--${option}`)
  })

  it('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })
})

const go = findGo() ?? ''

describe.skipIf(go === '')('needs Go 1.26 or newer: --go-git auto', () => {
  it('answers like the go-git in the binary', { timeout: 180_000 }, () =>
    withRecipe(EXCLUDED, async (built) => {
      const module = 'github.com/go-git/go-git/v5'
      const abra = await buildGoProgram(go, join(built.outside, 'program'), {
        imports: [`${module}/plumbing/color`],
        requires: [`${module} v5.19.3`],
      })
      for (const args of [
        ['--go-git', 'auto', '--abra', abra],
        ['--abra', abra],
      ]) {
        const { exitCode, stdout } = await ask(built, '--json', ...args)
        expect(exitCode).toBe(0)
        expect(JSON.parse(stdout)).toMatchObject({ profile: '5.19', chaosVersion: '7ae7b0f7+U', profilesAgree: false })
      }
    }),
  )
})
