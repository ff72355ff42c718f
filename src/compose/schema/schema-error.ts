import type { ComposePath } from '../compose-problem.js'
import { DISTINCT } from './distinct-items.js'
import type { SchemaFault } from './schema-faults.js'

const TYPE_NAMES: Record<string, string> = { object: 'mapping', array: 'list' }

/** The likely message of docker/cli for a file that breaks its schema: it names the deepest fault. @rule L39 */
export function likelySchemaError(faults: readonly SchemaFault[]): { at: ComposePath; text: string } {
  // That of oneOf only wraps others.
  const real = faults.filter(({ keyword }) => keyword !== 'oneOf')
  const deepest = real.reduce((most, { at }) => Math.max(most, at.length), 0)
  const candidates = real.filter(({ at }) => at.length === deepest)
  // A type fault comes from an alternative that was not meant; any other fault comes from the one that was.
  const [first] = candidates
  const meant = candidates.find(({ at, keyword }) => keyword !== 'type' && isSamePath(at, first?.at ?? [])) ?? first
  if (meant === undefined) return { at: [], text: '(root) is not valid' }
  const { keyword, at, params } = meant
  return {
    at: keyword === 'additionalProperties' ? [...at, String(params['additionalProperty'])] : at,
    text: describe(meant),
  }
}

function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((step, i) => step === other[i])
}

function describe({ keyword, at, params }: SchemaFault): string {
  const place = at.length === 0 ? '(root)' : at.join('.')
  switch (keyword) {
    case 'additionalProperties':
      return `${place} Additional property ${params['additionalProperty']} is not allowed`
    case 'type':
      return `${place} must be a ${typeList(params['type'])}`
    case 'required':
      return `${place} ${params['missingProperty']} is required`
    case DISTINCT:
      return `${place} array items[${params['twins']}] must be unique`
    case 'format':
      return `${place} Does not match format '${String(params['format']).startsWith('port') ? 'ports' : params['format']}'`
    case 'enum':
      return `${place} ${place} must be one of the following: ${(params['allowedValues'] as string[]).map((one) => `"${one}"`).join(', ')}`
    case 'minimum':
      return `${place} Must be greater than or equal to ${params['limit']}`
    default:
      return `${place} is not valid`
  }
}

function typeList(schema: unknown): string {
  const names = [schema].flat().map((type) => TYPE_NAMES[String(type)] ?? String(type))
  const last = names.pop()
  return names.length === 0 ? String(last) : `${names.join(', ')} or ${last}`
}
