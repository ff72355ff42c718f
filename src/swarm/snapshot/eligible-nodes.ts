import { isRecord } from '../../is-record.js'
import type { WireNode } from './wire.js'

/**
 * Number of nodes on which Swarm starts a task of a service with one task on each node: those that are up, active, and meet every constraint.
 * Resources and platforms are the scheduler's: such a task exists and stays `pending`. undefined if a constraint cannot be judged here.
 *
 * @param placement `TaskTemplate.Placement` of the service
 * @rule R74
 */
export function eligibleNodes(placement: unknown, nodes: readonly WireNode[]): number | undefined {
  const constraints = constraintsOf(placement)
  if (constraints.some((constraint) => valueFor(constraint.key, {}) === undefined)) return undefined
  return nodes.filter(
    (node) =>
      node.Status?.State !== 'down' &&
      (node.Spec?.Availability ?? 'active') === 'active' &&
      constraints.every((constraint) => isMet(constraint, node)),
  ).length
}

interface Constraint {
  readonly key: string
  readonly isEqual: boolean
  readonly value: string
}

function constraintsOf(placement: unknown): Constraint[] {
  const texts = isRecord(placement) && Array.isArray(placement['Constraints']) ? placement['Constraints'] : []
  return texts.map((text) => {
    const [, key = '', operator, value = ''] = /^([^=!]*)(==|!=)(.*)$/s.exec(String(text)) ?? []
    return { key: key.trim(), isEqual: operator === '==', value: value.trim() }
  })
}

/** Swarm ignores the case of both the key and the value. A label that a node lacks is empty. */
function isMet({ key, isEqual, value }: Constraint, node: WireNode): boolean {
  return (valueFor(key, node)?.toLowerCase() === value.toLowerCase()) === isEqual
}

/** undefined for a key that is not known here, such as `node.ip`, which takes ranges. */
function valueFor(key: string, { ID, Spec, Description }: WireNode): string | undefined {
  const name = key.toLowerCase()
  if (name.startsWith('node.labels.')) return Spec?.Labels?.[key.slice('node.labels.'.length)] ?? ''
  if (name.startsWith('engine.labels.')) return Description?.Engine?.Labels?.[key.slice('engine.labels.'.length)] ?? ''
  const values: Readonly<Record<string, string | undefined>> = {
    'node.id': ID ?? '',
    'node.hostname': Description?.Hostname ?? '',
    'node.role': Spec?.Role ?? '',
    'node.platform.os': Description?.Platform?.OS ?? '',
    'node.platform.arch': Description?.Platform?.Architecture ?? '',
  }
  return Object.hasOwn(values, name) ? values[name] : undefined
}
