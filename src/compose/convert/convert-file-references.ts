import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import type { ComposeConfig, ComposeFileReference, ComposeService } from '../compose-config.js'
import type { ComposePath } from '../compose-problem.js'
import { ConversionProblem } from './conversion-problem.js'
import type { ConvertedFile } from './converted-service.js'
import { quoted } from './quoted.js'
import { scope } from './stack-scope.js'

const DEFAULT_MODE = 0o444

/** A service being converted: where it stands, and its stack. */
export interface ServiceContext {
  readonly config: ComposeConfig
  readonly service: ComposeService
  readonly at: ComposePath
  readonly stack: string
}

/** The secrets of a service. Docker's order is random where one secret has several targets; here it is by target. @throws ConversionProblem @rule L46 */
export function convertSecrets(context: ServiceContext): ConvertedFile[] {
  const { service } = context
  const found = convertReferences('secret', service.secrets ?? [], context)
  return found.map(({ name, File }) => ({ SecretName: name, File }))
}

/** The configs of a service, also the one of its credential spec. @throws ConversionProblem @rule L46 */
export function convertConfigs(context: ServiceContext): ConvertedFile[] {
  const { service, at } = context
  const files = convertReferences('config', service.configs ?? [], context).map(({ name, File }) => ({
    ConfigName: name,
    File,
  }))
  const { config: key = '' } = (service['credential_spec'] ?? {}) as { config?: string }
  if (key === '') return files
  const name = remoteName('config', key, [...at, 'credential_spec', 'config'], context)
  return [...files, { ConfigName: name, Runtime: {} }].sort((a, b) => compareUtf8(a.ConfigName, b.ConfigName))
}

interface NamedFile {
  readonly name: string
  readonly File: NonNullable<ConvertedFile['File']>
}

function convertReferences(
  kind: 'secret' | 'config',
  references: readonly ComposeFileReference[],
  context: ServiceContext,
): NamedFile[] {
  const at = [...context.at, `${kind}s`]
  const converted = references.map(({ source = '', target = '', uid = '', gid = '', mode }, i) => ({
    name: remoteName(kind, source, [...at, i], context),
    File: { Name: target || source, UID: uid || '0', GID: gid || '0', Mode: mode ?? DEFAULT_MODE },
  }))
  const targets = new Set<string>()
  converted.forEach(({ name, File }, i) => {
    if (targets.has(File.Name))
      throw new ConversionProblem([...at, i], `duplicate ${kind} target for ${name} not allowed`)
    targets.add(File.Name)
  })
  return converted.sort((a, b) => compareUtf8(a.name, b.name) || compareUtf8(a.File.Name, b.File.Name))
}

function remoteName(kind: 'secret' | 'config', key: string, at: ComposePath, context: ServiceContext): string {
  const objects = context.config[`${kind}s`] ?? {}
  const object = Object.hasOwn(objects, key) ? objects[key] : undefined
  if (object === undefined) throw new ConversionProblem(at, `undefined ${kind} ${quoted(key)}`)
  return object.name || scope(context.stack, key)
}
