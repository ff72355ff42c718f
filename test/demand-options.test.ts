import { describe, expect, it } from 'vitest'
import { chaosRedeploy } from '../src/harness/upgrade/chaos-redeploy.js'
import { performUpgrade } from '../src/harness/upgrade/perform-upgrade.js'
import { waitHealthy } from '../src/harness/wait-healthy.js'
import { predict, readDeployFacts, readPrediction } from '../src/predict/predict.js'
import { stamp } from '../src/stamp/stamp.js'
import { explainDrift } from '../src/swarm/drift/explain-drift.js'
import { anError } from './support/expect-error.js'

/** As a caller in JavaScript may get them wrong. */
const functions: Record<string, (options: never) => unknown> = {
  predict,
  readPrediction,
  readDeployFacts,
  stamp,
  explainDrift,
  waitHealthy,
  performUpgrade: (options) => performUpgrade('app', options),
  chaosRedeploy: (options) => chaosRedeploy('app', options),
}

describe.each(Object.entries(functions))('%s', (name, call) => {
  it.each(['x', undefined, null, 7])('refuses %j with an example of a call', async (options) => {
    const thrown = await Promise.resolve()
      .then(() => call(options as never))
      .catch((error: unknown) => error)
    expect(thrown).toEqual(anError('USAGE'))
    expect((thrown as Error).message).toMatch(new RegExp(`call it like (?:${name}|predict)\\(`))
    expect((thrown as Error).message).not.toContain('bug')
  })
})

describe('options without an app', () => {
  it.each([predict, readPrediction, readDeployFacts, stamp])('are refused', async (call) => {
    await expect(call({} as never)).rejects.toEqual(anError('USAGE'))
    await expect(call({ app: 7 } as never)).rejects.toThrow('the options name no app')
  })
})
