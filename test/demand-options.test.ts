import { describe, expect, it } from 'vitest'
import { chaosRedeploy } from '../src/harness/upgrade/chaos-redeploy.js'
import { performUpgrade } from '../src/harness/upgrade/perform-upgrade.js'
import { waitHealthy } from '../src/harness/wait-healthy.js'
import { predict, readDeployFacts, readPrediction } from '../src/predict/predict.js'
import { predictApps } from '../src/predict/predict-apps.js'
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

it.each([predict, readPrediction, predictApps])('an empty version is refused', async (call) => {
  const options = { app: 'forum.example.com', apps: [], version: '' }
  await expect(call(options)).rejects.toEqual(anError('USAGE'))
  await expect(call(options)).rejects.toThrow('the version is empty: leave it out or name one')
})

describe('options without an app', () => {
  it.each([predict, readPrediction, readDeployFacts, stamp])('are refused', async (call) => {
    await expect(call({} as never)).rejects.toEqual(anError('USAGE'))
    await expect(call({ app: 7 } as never)).rejects.toThrow('the options name no app')
  })
})
