import { defined } from '../../defined.js'
import { isRecord } from '../../is-record.js'
import type { ComposePath } from '../compose-problem.js'
import { ConversionProblem } from './conversion-problem.js'
import { jsonNumber, nonEmpty } from './go-json.js'
import { parseCpus } from './parse-cpus.js'

/** Converts `deploy.resources`. @throws ConversionProblem @rule L48 */
export function convertResources(resources: unknown, at: ComposePath): Record<string, unknown> {
  const { limits, reservations } = isRecord(resources) ? resources : {}
  return defined({
    Limits: isRecord(limits) ? nonEmpty({ ...amounts(limits, [...at, 'limits']), Pids: limits['pids'] }) : undefined,
    Reservations: isRecord(reservations)
      ? nonEmpty({
          ...amounts(reservations, [...at, 'reservations']),
          GenericResources: genericResources(reservations),
        })
      : undefined,
  })
}

function amounts({ cpus = '', memory }: Record<string, unknown>, at: ComposePath): Record<string, unknown> {
  return { NanoCPUs: convertCpus(String(cpus), [...at, 'cpus']), MemoryBytes: Number(memory ?? 0) }
}

function convertCpus(text: string, at: ComposePath): number {
  const value = text === '' ? 0n : parseCpus(text)
  if (typeof value === 'object') throw new ConversionProblem(at, value.problem)
  return jsonNumber(value)
}

function genericResources({ generic_resources }: Record<string, unknown>): Record<string, unknown>[] {
  const given = Array.isArray(generic_resources) ? generic_resources : []
  return given.map((resource: unknown) => {
    const spec = isRecord(resource) ? resource['discrete_resource_spec'] : undefined
    return isRecord(spec) ? { DiscreteResourceSpec: nonEmpty({ Kind: spec['kind'], Value: spec['value'] }) } : {}
  })
}
