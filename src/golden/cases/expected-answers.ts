import { isDeepStrictEqual } from 'node:util'
import { inputError } from '../scenario/input-error.js'
import type { BuildAnswer, CaseKind } from './case-kind.js'
import { renderJson } from './render-json.js'
import type { StageAnswer, Stages } from './stage-answer.js'

/** The text of an expected.json: builds that answered alike share one entry. */
export function renderExpected(answers: readonly BuildAnswer[]): string {
  const groups: { of: string[]; stages: Stages }[] = []
  for (const { build, stages } of answers) {
    const same = groups.find((group) => isDeepStrictEqual(group.stages, stages))
    if (same === undefined) groups.push({ of: [build], stages })
    else same.of.push(build)
  }
  return renderJson({ answers: groups.map(({ of, stages }) => ({ provenance: { kind: 'library', of }, stages })) })
}

/**
 * Reads an expected.json.
 *
 * @throws `USAGE` where it is malformed, or not every build of the kind is there just once
 */
export function parseExpected(json: unknown, { builds, stages }: Pick<CaseKind, 'builds' | 'stages'>): BuildAnswer[] {
  const { answers } = objectOf(json, 'expected', ['answers'])
  if (!Array.isArray(answers)) throw wrong('answers')
  const read = answers.flatMap((answer, i): BuildAnswer[] => {
    const place = `answers[${i}]`
    const { provenance, stages: said } = objectOf(answer, place, ['provenance', 'stages'])
    const { kind, of } = objectOf(provenance, `${place}.provenance`, ['kind', 'of'])
    if (kind !== 'library' || !Array.isArray(of) || of.length === 0) throw wrong(`${place}.provenance`)
    const parsed = parseStages(said, `${place}.stages`, stages)
    return of.map((build) => ({ build: String(build), stages: parsed }))
  })
  const found = read.map(({ build }) => build).sort()
  if (!isDeepStrictEqual(found, [...builds].sort()))
    throw inputError('answers', `are those of ${found.join(', ')}`, `record them anew, with ${builds.join(', ')}`)
  return builds.flatMap((build) => read.filter((answer) => answer.build === build))
}

function parseStages(value: unknown, place: string, known: readonly string[]): Stages {
  const stages = objectOf(value, place)
  for (const [name, stage] of Object.entries(stages)) {
    const [word = ''] = name.split(' ')
    if (!known.includes(word)) throw inputError(`${place}.${name}`, 'is an unknown stage', 'record the case anew')
    const keys = Object.keys(objectOf(stage, `${place}.${name}`))
    if (keys.length !== 1 || !['answer', 'error', 'panic'].includes(keys[0] ?? '')) throw wrong(`${place}.${name}`)
  }
  return stages as Record<string, StageAnswer>
}

function objectOf(value: unknown, place: string, keys?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place)
  const unknown = Object.keys(value).find((key) => keys !== undefined && !keys.includes(key))
  if (unknown !== undefined) throw inputError(`${place}.${unknown}`, 'is an unknown key', 'record the case anew')
  return value as Record<string, unknown>
}

function wrong(place: string) {
  return inputError(place, 'has the wrong shape', 'record the case anew')
}
