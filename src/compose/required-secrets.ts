import type { App } from '../app/app.js'
import { AbraVersionError } from '../errors.js'
import type { ComposeConfig } from './compose-config.js'
import { rawObjectNames } from './files/raw-object-names.js'
import { isExternal } from './is-external.js'
import type { ComposeFile } from './load-compose.js'

/** Docker's limit, in characters. */
const longestName = 64

/** A secret that must exist on the server before the app can be deployed. */
export interface RequiredSecret {
  /** Its name in the compose file: `db_password`. */
  readonly name: string
  /** Its name on the server: `<stack>_<name>_<version>`. */
  readonly remoteName: string
  /** The part of `remoteName` after its last `_`: `v1`; empty if the `.env` file does not set the version. */
  readonly version: string
  /** Length of a generated value in characters, from the `.env` file (`# length=32`). */
  readonly length?: number
  /** The characters of a generated value, as the `.env` file names them: `hex` of `# charset=hex`. */
  readonly charset?: string
  /** false for `# generate=false`: the value must be inserted by hand. */
  readonly generate: boolean
}

/** A secret that the app needs and that is not on the server. @rule R5 */
export interface MissingSecret {
  readonly name: string
  /** false for `# generate=false`: the user must insert it. */
  readonly generate: boolean
}

/**
 * Lists the external secrets that services of an app use, sorted by name. A modifier of the `.env` file applies to a secret if the secret's `name` in
 * the compose file contains that variable, e.g. `${SECRET_DB_PASSWORD_VERSION}`.
 *
 * @param rawNames each secret's `name` before interpolation, from {@link rawSecretNames}. Without it `SECRET_<KEY>_VERSION` is taken for the variable, so
 * the modifiers of any other are missed
 * @throws SECRET_NAME_INVALID for a name on the server above 64 characters
 * @rule R47 R45
 * @example
 * ```ts
 * const services = 'services: { db: { image: postgres, secrets: [db_password] } }'
 * const secrets = 'secrets: { db_password: { external: true, name: forum_db_password_v1 } }'
 * const config = loadCompose([{ path: 'compose.yml', text: `${services}\n${secrets}\n` }], new Map())
 * const [secret] = requiredSecrets(config, await readApp('forum.example.com'))
 * secret.remoteName // 'forum_db_password_v1'
 * secret.generate // true
 * ```
 */
export function requiredSecrets(
  config: ComposeConfig,
  { modifiers }: Pick<App, 'modifiers'>,
  rawNames?: ReadonlyMap<string, string>,
): RequiredSecret[] {
  const used = new Set(
    Object.values(config.services).flatMap(({ secrets = [] }) => secrets.map(({ source }) => source)),
  )
  return Object.entries(config.secrets ?? {})
    .filter(([name, secret]) => used.has(name) && isExternal(secret))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, secret]) => {
      const remoteName = secret.name ?? name
      checkName(name, remoteName)
      const raw = rawNames === undefined ? `$SECRET_${name.toUpperCase()}_VERSION` : (rawNames.get(name) ?? '')
      const variables = [...raw.matchAll(/\$\{?(\w+)/g)].map(([, variable]) => variable)
      const asked = [...modifiers].filter(([variable]) => variables.includes(variable))
      const of = (modifier: string) => asked.map(([, pairs]) => pairs.get(modifier)).findLast((it) => it !== undefined)
      const [length, charset] = [of('length'), of('charset')]
      return {
        name,
        remoteName,
        version: remoteName.slice(remoteName.lastIndexOf('_') + 1),
        ...(length !== undefined && /^\d{1,6}$/.test(length) ? { length: Number(length) } : {}),
        ...(charset === undefined || charset === '' ? {} : { charset }),
        generate: of('generate') !== 'false',
      }
    })
}

/**
 * The required secrets that the server does not have. @rule R5 R47
 *
 * @example
 * ```ts
 * const services = 'services: { db: { image: postgres, secrets: [db_password] } }'
 * const secrets = 'secrets: { db_password: { external: true, name: forum_db_password_v1 } }'
 * const config = loadCompose([{ path: 'compose.yml', text: `${services}\n${secrets}\n` }], new Map())
 * const required = requiredSecrets(config, await readApp('forum.example.com'))
 * missingSecrets(required, ['forum_db_password_v1']) // []
 * missingSecrets(required, []) // [{ name: 'db_password', generate: true }]
 * ```
 */
export function missingSecrets(required: readonly RequiredSecret[], existing: Iterable<string>): MissingSecret[] {
  const there = new Set(existing)
  return required.filter(({ remoteName }) => !there.has(remoteName)).map(({ name, generate }) => ({ name, generate }))
}

/**
 * The `name` of each secret before interpolation, by its key, for {@link requiredSecrets}. If several files have a secret, the last one counts.
 *
 * @rule R47 L37
 * @example
 * ```ts
 * const text = 'secrets: { db_password: { external: true, name: "${STACK_NAME}_db_${DB_PASSWORD_VERSION}" } }\n'
 * rawSecretNames([{ path: 'compose.yml', text }]).get('db_password') // '${STACK_NAME}_db_${DB_PASSWORD_VERSION}'
 * ```
 */
export function rawSecretNames(files: readonly ComposeFile[]): Map<string, string> {
  return rawObjectNames(files, 'secrets')
}

function checkName(name: string, remoteName: string): void {
  if ([...remoteName].length <= longestName) return
  const problem = `has more than ${longestName} characters`
  const what = `the secret ${name} would be ${JSON.stringify(remoteName)} on the server, which ${problem}`
  const advice = "set a shorter STACK_NAME, or shorten the secret's name in the recipe"
  throw new AbraVersionError('SECRET_NAME_INVALID', what, { name, remoteName, problem }, { advice })
}
