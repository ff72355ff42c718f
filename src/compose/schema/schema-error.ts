import type { ComposePath } from '../compose-problem.js'
import { DISTINCT } from './distinct-items.js'
import type { SchemaFault } from './schema-validators.js'

const TYPE_NAMES: Record<string, string> = { object: 'mapping', array: 'list' }
/** Keywords whose errors only wrap others. */
const WRAPPING = ['oneOf', 'if']

/** The likely message of docker/cli for a file that breaks its schema: it names the deepest error. @rule L39 */
export function likelySchemaError(errors: readonly SchemaFault[]): { at: ComposePath; text: string } {
  const real = errors.filter(({ keyword }) => !WRAPPING.includes(keyword))
  const depth = (error: SchemaFault) => error.instancePath.split('/').length
  const deepest = real.reduce((most, error) => Math.max(most, depth(error)), 0)
  const candidates = real.filter((error) => depth(error) === deepest)
  // A type error comes from an alternative that was not meant; any other error comes from the one that was.
  const path = candidates[0]?.instancePath
  const meant = candidates.find((error) => error.instancePath === path && error.keyword !== 'type') ?? candidates[0]
  if (meant === undefined) return { at: [], text: '(root) is not valid' }
  const at = pathOf(meant)
  return {
    at: meant.keyword === 'additionalProperties' ? [...at, String(meant.params['additionalProperty'])] : at,
    text: describe(meant, at),
  }
}

function pathOf({ instancePath }: SchemaFault): ComposePath {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function describe({ keyword, params }: SchemaFault, at: ComposePath): string {
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
