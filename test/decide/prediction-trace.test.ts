import { describe, expect, it } from 'vitest'
import { abraLog } from '../../src/decide/abra-log.js'
import type { DeployedState, DeployFacts } from '../../src/decide/deploy-facts.js'
import type { DeployFlags } from '../../src/decide/deploy-flags.js'
import { predictDeploy } from '../../src/decide/predict-deploy.js'
import { AbraVersionError } from '../../src/errors.js'
import { branchCommit, deployFacts, headCommit, newestTag, olderTag } from '../../src/golden/cases/decision-facts.js'

const notDeployed = { deployed: false } as const

function deployedAs(version: string, chaosVersion?: string): DeployedState {
  const chaos = chaosVersion === undefined ? { chaos: false } : { chaos: true, chaosVersion }
  return { deployed: true, version, ...chaos }
}

/** The trace without the steps of Ensure and of the checkout, which the tests of src/recipe judge. */
function decisionTrace(facts: DeployFacts, flags: DeployFlags): string[] {
  return predictDeploy(facts, flags)
    .trace.filter(({ rule }) => !/^(R3\d|L19|L20)$/.test(rule))
    .map(({ rule, class: letter, unconfirmed, saw }) => `${rule} ${letter}${unconfirmed ? '?' : ''} ${saw}`)
}

const lintSkipped = 'R4 P --chaos: the tree may be dirty; lint: not checked, since no run shows whether chaos skips it'

describe('the trace of a prediction', () => {
  it.each<[string, DeployFacts, DeployFlags, string[]]>([
    [
      'flags that exclude each other',
      deployFacts({}),
      { chaos: true, latest: true },
      ['R2 K? cannot use --chaos and --latest together'],
    ],
    [
      'a first deploy of the newest tag',
      deployFacts({ deployed: notDeployed, missingSecrets: [] }),
      {},
      [
        'R4 D lint: not checked',
        'R3 S cloud_example_com is not deployed',
        `R14 D the newest of 2 tags is ${newestTag}`,
        'R5 P no secret is missing',
      ],
    ],
    [
      'a deploy that is refused',
      deployFacts({ deployed: deployedAs(olderTag), envVersion: olderTag }),
      {},
      ['R4 D lint: not checked', `R3 S cloud_example_com is deployed (${olderTag})`],
    ],
    [
      'a forced deploy over a chaos deploy',
      deployFacts({ deployed: deployedAs(olderTag, '7ae7b0f7') }),
      { force: true },
      [
        'R4 D lint: not checked',
        `R3 K? cloud_example_com is deployed (${olderTag}, chaos version 7ae7b0f7); --force allows another deploy`,
        `R13 S cloud_example_com is deployed as ${olderTag}`,
        'R5 P secrets: not checked',
      ],
    ],
    [
      'a chaos deploy over one without labels',
      deployFacts({ deployed: { deployed: true, version: '', chaos: true } }),
      { chaos: true },
      [
        lintSkipped,
        'R3 K? cloud_example_com is deployed (unknown, chaos version unknown); --chaos allows another deploy',
        `R10 P --chaos: the version is that of the checkout, ${headCommit.slice(0, 8)}`,
        'R5 P secrets: not checked',
      ],
    ],
    [
      'a deploy where the state is not known',
      deployFacts({ envVersion: olderTag }),
      {},
      [
        'R4 D lint: not checked',
        'R3 S whether cloud_example_com is deployed is not known',
        `R12 D the .env file says ${olderTag}`,
        'R5 P secrets: not checked',
      ],
    ],
    [
      'a chaos deploy where the state is not known',
      deployFacts({}),
      { chaos: true },
      [
        lintSkipped,
        'R3 K? whether cloud_example_com is deployed is not known; --chaos deploys in both cases',
        `R10 P --chaos: the version is that of the checkout, ${headCommit.slice(0, 8)}`,
        'R5 P secrets: not checked',
      ],
    ],
    [
      '--latest',
      deployFacts({ deployed: notDeployed, recipe: { tags: { ordered: [newestTag], unparsed: [] } } }),
      { latest: true },
      [
        'R4 D lint: not checked',
        'R3 S cloud_example_com is not deployed',
        'R12 D --latest: the .env file and the deployed version do not count',
        `R14 D the newest of 1 tag is ${newestTag}`,
        'R5 P secrets: not checked',
      ],
    ],
    [
      'a recipe without tags',
      deployFacts({ deployed: notDeployed, recipe: { tags: { ordered: [], unparsed: [] } } }),
      {},
      [
        'R4 D lint: not checked',
        'R3 S cloud_example_com is not deployed',
        `R14 D the recipe has no tags; its commit is ${branchCommit}`,
        'R5 P secrets: not checked',
      ],
    ],
    [
      'tags that are no versions',
      deployFacts({
        deployed: notDeployed,
        recipe: { tags: { ordered: [olderTag, newestTag], unparsed: [olderTag, newestTag] } },
      }),
      {},
      [
        'R4 D lint: not checked',
        'R3 S cloud_example_com is not deployed',
        `R14 D the newest of 2 tags is ${newestTag}, but no tag is a version (R83)`,
        'R5 P secrets: not checked',
      ],
    ],
    [
      'tags of which some are no versions',
      deployFacts({
        deployed: notDeployed,
        recipe: { tags: { ordered: ['edge', 'stable', olderTag, newestTag], unparsed: ['edge', 'stable'] } },
      }),
      {},
      [
        'R4 D lint: not checked',
        'R3 S cloud_example_com is not deployed',
        `R14 D the newest of 4 tags is ${newestTag}`,
        'R83 K? 2 of the tags, stable the last, are no versions and come before',
        'R5 P secrets: not checked',
      ],
    ],
    [
      'lint that could not be read, and a secret that is missing',
      {
        ...deployFacts({ deployed: notDeployed, missingSecrets: [{ name: 'db', generate: true }] }),
        lint: { problem: 'the compose file cannot be read' },
      },
      { version: olderTag },
      [
        'R4 D lint: not checked: the compose file cannot be read',
        'R3 S cloud_example_com is not deployed',
        `R11 D the argument says ${olderTag}`,
        'R5 P missing: db',
      ],
    ],
    [
      'a chaos deploy where go-git sees no commit',
      deployFacts({
        recipe: { head: null, unseen: { kind: 'reftable', what: 'keeps its history elsewhere', advice: 'x' } },
      }),
      { chaos: true },
      [
        lintSkipped,
        'R3 K? whether cloud_example_com is deployed is not known; --chaos deploys in both cases',
        'L12 L /abra/recipes/custom-html keeps its history elsewhere: reference not found',
      ],
    ],
    [
      'a chaos deploy before the first commit',
      deployFacts({ deployed: notDeployed, recipe: { head: null } }),
      { chaos: true },
      [
        lintSkipped,
        'R3 S cloud_example_com is not deployed',
        'L12 L /abra/recipes/custom-html has no commit yet: reference not found',
      ],
    ],
  ])('%s', (_, facts, flags, steps) => {
    expect(decisionTrace(facts, flags)).toEqual(steps)
  })

  it('ends with what cannot be read: the worktree, or the tags', () => {
    const worktree = unreadable('.gitmodules is malformed')
    const tags = unreadable('refs/tags/x cannot be read')
    expect(decisionTrace(deployFacts({ recipe: { worktree } }), { chaos: true }).at(-1)).toBe(
      'R22 P .gitmodules is malformed: repair it',
    )
    expect(decisionTrace(deployFacts({ deployed: notDeployed, recipe: { tags } }), {}).at(-1)).toBe(
      'R14 D refs/tags/x cannot be read: repair it',
    )
  })
})

describe('what abra would log', () => {
  it.each<[string, DeployFacts, DeployFlags, [text: string, unconfirmed: boolean][]]>([
    [
      'a chaos deploy, as published runs show it',
      deployFacts({ clean: false }),
      { chaos: true },
      [[`DEBU app/deploy.go:372 version: taking chaos version: ${headCommit.slice(0, 8)}+U`, false]],
    ],
    [
      'another source, whose line number nothing shows',
      deployFacts({ deployed: notDeployed }),
      { version: olderTag },
      [[`DEBU app/deploy.go:? version: taking version from cli arg: ${olderTag}`, true]],
    ],
    [
      'a refusal before a version is chosen',
      deployFacts({ deployed: deployedAs(olderTag) }),
      {},
      [['FATA cloud.example.com is already deployed', true]],
    ],
    [
      'a refusal after the version',
      deployFacts({ deployed: notDeployed, missingSecrets: [{ name: 'db', generate: true }] }),
      {},
      [
        [`DEBU app/deploy.go:? version: taking new recipe version: ${newestTag}`, true],
        ['FATA secret not generated: db', true],
      ],
    ],
  ])('%s', (_, facts, flags, lines) => {
    expect(abraLog(predictDeploy(facts, flags))).toEqual(lines.map(([text, unconfirmed]) => ({ text, unconfirmed })))
  })
})

it('refuses an empty version as an argument', () => {
  expect(() => predictDeploy(deployFacts({ deployed: notDeployed }), { version: '' })).toThrow(
    expect.objectContaining({ code: 'USAGE', data: { argument: 'version', value: '' } }),
  )
})

it('does nothing and warns of nothing where the flags exclude each other', () => {
  expect(predictDeploy(deployFacts({ clean: false }), { version: olderTag, chaos: true })).toEqual({
    outcome: 'refuse',
    code: 'conflicting-flags',
    rule: 'R2',
    message: 'cannot use [version] and --chaos together',
    steps: [],
    warnings: [],
    trace: [expect.objectContaining({ rule: 'R2' })],
  })
})

it('warns that the clone may be behind only where no version was found', () => {
  const missingSecrets = [{ name: 'db', generate: true }]
  const prediction = predictDeploy(deployFacts({ deployed: notDeployed, missingSecrets }), {})
  expect(prediction).toMatchObject({ outcome: 'refuse', code: 'secret-missing', warnings: [] })
  expect(prediction).not.toHaveProperty('lint')
})

function unreadable(message: string): { readonly error: AbraVersionError } {
  return {
    error: new AbraVersionError('REFERENCE_INVALID', message, { path: 'x', goGit: message }, { advice: 'repair it' }),
  }
}
