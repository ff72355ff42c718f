import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { versionLine } from '../../src/decide/abra-log.js'
import { type DeployVersionFacts, getDeployVersion } from '../../src/decide/get-deploy-version.js'
import { orderTags } from '../../src/recipe/tags/tag-order.js'

const facts: DeployVersionFacts = {
  chaosVersion: '7ae7b0f7+U',
  recipe: { version: '0.6.0+3.2.0', rawVersion: '0.6.0+3.2.0' },
  deployed: { deployed: true, version: '0.5.0+3.1.0', chaos: false },
  tags: { ordered: ['0.6.0+3.2.0', '0.7.0+3.3.1'], unparsed: [] },
  head: '7ae7b0f7'.padEnd(40, '0'),
  stackName: 'cloud_example_com',
}
const noEnv = { ...facts, recipe: {} }

describe('getDeployVersion', () => {
  it.each([
    ['R10', 'chaos', '7ae7b0f7+U', facts, { chaos: true }],
    [
      'R10',
      'chaos',
      '7ae7b0f7+U',
      { ...facts, recipe: { version: '5eed5eed', rawVersion: '5eed5eed+U' } },
      { chaos: true },
    ],
    ['R11', 'argument', '0.4.0+3.0.0', facts, { version: '0.4.0+3.0.0' }],
    ['R12', 'env-file', '0.6.0+3.2.0', facts, {}],
    ['R13', 'deployed', '0.5.0+3.1.0', noEnv, {}],
    ['R13', 'deployed', 'unknown', { ...noEnv, deployed: { deployed: true, version: 'unknown', chaos: false } }, {}],
    ['R13', 'deployed', 'unknown', { ...noEnv, deployed: { deployed: true, version: '', chaos: true } }, {}],
    ['R14', 'recipe', '0.7.0+3.3.1', { ...noEnv, deployed: { deployed: false } }, {}],
    ['R14', 'recipe', '0.7.0+3.3.1', facts, { latest: true }],
    ['R14', 'recipe', '7ae7b0f7', { ...noEnv, deployed: { deployed: false }, tags: { ordered: [], unparsed: [] } }, {}],
  ] as const)('%s takes the version from %s: %s', (rule, source, version, given, flags) => {
    const answer = getDeployVersion(given, flags)
    expect(answer).toMatchObject({ outcome: 'version', source, version })
    expect(answer.trace.at(-1)).toMatchObject({ rule })
  })

  it('R81 R82: says where the order of tags, which no recording shows, decides', () => {
    const decided = (tags: string[]) => {
      const answer = getDeployVersion({ ...facts, tags: orderTags(tags) }, { latest: true })
      return answer.trace.filter(({ rule }) => rule === 'R81' || rule === 'R82')
    }
    expect(decided(['10.7', '10.7.9', '10.7.10'])).toEqual([
      {
        rule: 'R81',
        class: 'D',
        unconfirmed: false,
        saw: "10.7 is the newest only by Renovate's order (the shorter of two that begin alike is the newer); by numbers it would be 10.7.10",
      },
    ])
    expect(decided(['1.0.0+1', '1.0.0+2'])).toMatchObject([{ rule: 'R82', class: 'K', unconfirmed: true }])
    expect(decided(['1.0.0+1', '1.0.1+1'])).toEqual([])
  })

  it('refuses a chaos version in the .env file by itself, in abra words (Ensure would have refused it before)', () => {
    const answer = getDeployVersion({ ...facts, recipe: { version: '7ae7b0f7', rawVersion: '7ae7b0f7+U' } }, {})
    expect(answer).toMatchObject({
      outcome: 'refuse',
      code: 'chaos-version-in-env',
      rule: 'R12',
      message: 'version: can not redeploy chaos version 7ae7b0f7+U',
    })
  })

  it('takes an empty version in the .env file for none', () => {
    const given = { ...facts, recipe: { version: '', rawVersion: '' } }
    expect(getDeployVersion(given, {})).toMatchObject({ source: 'deployed' })
  })

  it('does not guess what is deployed', () => {
    const { deployed: _, ...unseen } = noEnv
    expect(() => getDeployVersion(unseen, {})).toThrow(
      expect.objectContaining({ code: 'DEPLOYED_UNKNOWN', message: expect.stringContaining('--no-swarm') }),
    )
    expect(getDeployVersion(unseen, { latest: true })).toMatchObject({ version: '0.7.0+3.3.1' })
  })

  it('says so if no tag is a version', () => {
    const tags = { ordered: ['alpha', 'nightly'], unparsed: ['alpha', 'nightly'] }
    const answer = getDeployVersion({ ...noEnv, deployed: { deployed: false }, tags }, {})
    expect(answer).toMatchObject({ version: 'nightly' })
    expect(answer.trace.at(-1)?.saw).toContain('R83')
  })

  it('prefers chaos to the argument, the argument to the .env file, and that to the deployed version', () => {
    const flag = fc.boolean()
    fc.assert(
      fc.property(flag, flag, flag, flag, (chaos, argument, env, deployed) => {
        const given = {
          ...facts,
          recipe: env ? facts.recipe : {},
          deployed: deployed
            ? { deployed: true as const, version: '0.5.0+3.1.0', chaos: false }
            : { deployed: false as const },
        }
        const answer = getDeployVersion(given, { chaos, ...(argument ? { version: '0.4.0+3.0.0' } : {}) })
        const first = chaos ? 'chaos' : argument ? 'argument' : env ? 'env-file' : deployed ? 'deployed' : 'recipe'
        expect(answer).toMatchObject({ source: first })
      }),
    )
  })
})

describe('the line abra prints', () => {
  it('is published for a chaos deploy, and only for that', () => {
    expect(versionLine('chaos', '7ae7b0f7')).toEqual({
      text: 'DEBU app/deploy.go:372 version: taking chaos version: 7ae7b0f7',
      unconfirmed: false,
    })
    expect(versionLine('env-file', '1.0.0+1.0.0')).toEqual({
      text: 'DEBU app/deploy.go:? version: taking version from .env file: 1.0.0+1.0.0',
      unconfirmed: true,
    })
  })
})
