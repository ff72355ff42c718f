import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type PredictOptions, predict } from '../../src/predict/predict.js'
import { withScenario } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const compose = `version: "3.8"
services:
  app: {image: x, secrets: [one, two, three]}
secrets:
  one: {external: true, name: "\${STACK_NAME}_one_\${SECRET_ONE_VERSION}"}
  two: {external: true, name: "\${STACK_NAME}_two_\${SECRET_TWO_VERSION}"}
  three: {external: true, name: "\${STACK_NAME}_three_v1"}
`
const env = 'TYPE=custom\nSECRET_ONE_VERSION=v1\nSECRET_TWO_VERSION=v3 # generate=false\n'

function predicted(options: Partial<PredictOptions>, text = compose) {
  return withScenario(
    {
      steps: [
        { do: 'write', path: 'compose.yml', text },
        { do: 'commit', message: 'x' },
      ],
    },
    ({ dir, home, outside }) => {
      const abraDir = join(outside, 'abra')
      mkdirSync(join(abraDir, 'servers', 'one'), { recursive: true })
      writeFileSync(join(abraDir, 'servers', 'one', 'app.env'), env)
      return expectUntouched([dir, abraDir], () =>
        predict({ app: 'app', abraDir, recipeDir: dir, home, chaos: true, ...options }),
      )
    },
  )
}

describe('predict with the secrets of the server', () => {
  it('R5: refuses with the first that is missing, and traces all', async () => {
    const prediction = await predicted({ existingSecrets: ['app_three_v1', 'app_two_v1'] })
    expect(prediction).toMatchObject({
      outcome: 'refuse',
      code: 'secret-missing',
      rule: 'R5',
      message: 'secret not generated: one',
      chosen: { source: 'chaos' },
    })
    expect(prediction.trace.find(({ rule }) => rule === 'R5')?.saw).toBe(
      'missing: one, two (#generate=false); abra names one of them, and which is not known',
    )
  })

  it('R5: says which has to be inserted by hand', async () => {
    const prediction = await predicted({ existingSecrets: ['app_three_v1', 'app_one_v1'] })
    expect(prediction).toMatchObject({ message: 'secret not inserted (#generate=false): two' })
  })

  it('stamps where all are there', async () => {
    const existingSecrets = ['app_one_v1', 'app_two_v3', 'app_three_v1']
    expect(await predicted({ existingSecrets })).toMatchObject({ outcome: 'stamp', warnings: [] })
  })

  it('refuses where the compose files cannot be loaded, which it does not read otherwise', async () => {
    expect(await predicted({ existingSecrets: [] }, 'services: [')).toMatchObject({
      code: 'compose-invalid',
      rule: 'L31',
    })
    expect(await predicted({}, 'services: [')).toMatchObject({ outcome: 'stamp' })
  })
})
