import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foreignStepProblem } from '../../../src/golden/cases/foreign-steps.js'
import { deployCases } from '../../../src/golden/record/deploy-cases.js'
import { verifyGoldens } from '../../../src/golden/verify/verify-goldens.js'
import { withScratch } from '../../support/scenario.js'
import { editJson, seal, smallGolden } from '../../support/small-golden.js'

const one = 'excludes/a-backslash-at-the-end'
const input = `library/${one}/input.json`

describe('a recording from elsewhere', () => {
  it.each<[string, unknown, string]>([
    ['an alias', { do: 'git', args: ['-c', 'alias.x=!true', 'x'] }, 'steps[0] runs git -c'],
    [
      'a command that our recorder does not run',
      { do: 'git', args: ['submodule', 'update'] },
      'steps[0] runs git submodule',
    ],
    [
      'an option',
      { do: 'git', args: ['add', '--pathspec-from-file=x'] },
      'steps[0] gives git add the option --pathspec-from-file=x',
    ],
    [
      'a setting that names a program',
      { do: 'git', args: ['config', 'core.fsmonitor', 'true'] },
      'steps[0] sets "core.fsmonitor" in git\'s config',
    ],
    [
      'a filter',
      { do: 'git', args: ['config', 'filter.x.clean', 'cat'] },
      'steps[0] sets "filter.x.clean" in git\'s config',
    ],
    [
      'an environment',
      { do: 'git', args: ['add', '-A'], env: { GIT_DIR: '/nowhere' } },
      'steps[0] sets the environment of git',
    ],
    ['a folder', { do: 'git', args: ['add', '-A'], cwd: 'outside:' }, 'steps[0] runs git in another folder'],
    ['a config file', { do: 'write', path: '.git/config', text: '' }, 'steps[0] writes ".git/config", git\'s own'],
    [
      'a hook by another name',
      { do: 'rename', from: 'a', to: '.GIT /hooks/post-commit' },
      'steps[0] writes ".GIT /hooks/post-commit", git\'s own',
    ],
    [
      'a large file',
      { do: 'write', path: 'a', repeat: 'x', times: 2_000_000 },
      'steps[0] writes 2000000 bytes, more than 1048576',
    ],
  ])('with %s is refused before anything is built', (_, step, problem) =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, [one])
      editJson(golden, input, (json) => ({ ...json, scenario: { steps: [step] } }))
      seal(golden)
      const marker = join(dir, 'built')
      mkdirSync(marker)
      process.env['TMPDIR'] = marker
      try {
        await expect(verifyGoldens(golden)).rejects.toThrow(`golden/${input} ${problem}, so nothing was built`)
      } finally {
        delete process.env['TMPDIR']
      }
      expect(existsSync(join(marker, 'built'))).toBe(false)
    }),
  )

  it('does nothing through a link', () => {
    const steps = [
      { do: 'link', path: 'a', to: 'b' },
      { do: 'write', path: 'a/config', text: '' },
    ]
    expect(foreignStepProblem({ steps: [{ do: 'link', path: 'a', to: '.git' }] })).toBe(
      'steps[0] writes ".git", git\'s own',
    )
    expect(foreignStepProblem({ steps })).toBe('steps[1] does something through the link "a/config"')
    expect(foreignStepProblem({ steps: steps.slice(0, 1) })).toBeUndefined()
  })

  it('that its own manifest does not vouch for is refused', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, [one])
      editJson(golden, input, (json) => ({ ...json, about: 'Changed.' }))
      await expect(verifyGoldens(golden)).rejects.toThrow(
        `golden/${input} is not what its manifest says, so nothing was built`,
      )
      writeFileSync(join(golden, 'manifest.json'), '{"files":{},"libraries":{}}')
      await expect(verifyGoldens(golden)).rejects.toThrow(
        `golden/${input} is not in its manifest, so nothing was built`,
      )
    }))

  it('of our own recorder may be built, each of its cases', () => {
    const refused = deployCases.flatMap(({ family, name, checkout }) => {
      const problem = foreignStepProblem(checkout)
      return problem === undefined ? [] : [`${family}/${name}: ${problem}`]
    })
    expect(refused).toEqual([])
    expect(deployCases.length).toBeGreaterThan(30)
  })
})
