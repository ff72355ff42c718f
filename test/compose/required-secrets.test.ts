import { describe, expect, it } from 'vitest'
import { readModifiers } from '../../src/app/env/env-modifiers.js'
import { parseEnvEntries } from '../../src/app/env/parse-env.js'
import { loadCompose } from '../../src/compose/load-compose.js'
import { missingSecrets, rawSecretNames, requiredSecrets } from '../../src/compose/required-secrets.js'
import { anError } from '../support/expect-error.js'

const text = `
version: "3.8"
services:
  app: {image: x, secrets: [db_password, api_key, from_file]}
  worker: {image: x, secrets: [db_password, shared]}
secrets:
  db_password: {external: true, name: "\${STACK_NAME}_db_password_\${SECRET_DB_PASSWORD_VERSION}"}
  api_key: {external: true, name: "\${STACK_NAME}_api_key_\${API_KEY_VERSION}"}
  shared: {external: true}
  from_file: {file: ./x}
  unused: {external: true, name: "\${STACK_NAME}_unused_v1"}
`
const env = `SECRET_DB_PASSWORD_VERSION=v2 # length=32 charset=hex
API_KEY_VERSION=v1 # generate=false
OTHER=1 # length=5
`

function secretsOf(stackName: string, raw = true) {
  const entries = parseEnvEntries(env)
  const variables = new Map(entries.map(({ key, value }) => [key, value]))
  const files = [{ path: '/r/compose.yml', text }]
  const config = loadCompose(files, new Map([...variables, ['STACK_NAME', stackName]]))
  return requiredSecrets(config, { modifiers: readModifiers(entries) }, raw ? rawSecretNames(files) : undefined)
}

describe('requiredSecrets', () => {
  it('R47: the names on the server, and what the .env file asks of them', () => {
    expect(secretsOf('stack')).toEqual([
      { name: 'api_key', remoteName: 'stack_api_key_v1', version: 'v1', generate: false },
      {
        name: 'db_password',
        remoteName: 'stack_db_password_v2',
        version: 'v2',
        length: 32,
        charset: 'hex',
        generate: true,
      },
      { name: 'shared', remoteName: 'shared', version: 'shared', generate: true },
    ])
  })

  it('guesses the variable where the raw names are not given', () => {
    expect(secretsOf('stack', false).map(({ name, length, generate }) => [name, length, generate])).toEqual([
      ['api_key', undefined, true],
      ['db_password', 32, true],
      ['shared', undefined, true],
    ])
  })

  it('takes 64 characters and no more', () => {
    expect(secretsOf('s'.repeat(64 - '_db_password_v2'.length))).toHaveLength(3)
    const stack = 's'.repeat(65 - '_db_password_v2'.length)
    expect(() => secretsOf(stack)).toThrow(anError('SECRET_NAME_INVALID'))
    expect(() => secretsOf(stack)).toThrow(
      `the secret db_password would be "${stack}_db_password_v2" on the server, which has more than 64 characters`,
    )
  })
})

describe('missingSecrets', () => {
  it('R5: those that the server does not have', () => {
    expect(missingSecrets(secretsOf('stack'), ['stack_db_password_v2', 'stack_db_password_v1'])).toEqual([
      { name: 'api_key', generate: false },
      { name: 'shared', generate: true },
    ])
  })
})
