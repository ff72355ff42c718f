import { decodeBytePath } from '../../byte-string/byte-path.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'
import { isRecord } from '../../is-record.js'
import { placedError } from './placed-error.js'
import type { Scenario, Step } from './scenario.js'
import { parseScenarioPath } from './scenario-path.js'

/** What a value has to be, in words, and whether it is that; a check may also throw `USAGE` with a reason of its own. */
const RULES = {
  path: ['a path', (value) => isText(value) && parseScenarioPath(value) !== undefined],
  target: ['a link target', (value) => isText(value) && value !== '' && !decodeBytePath(value).includes(0)],
  text: ['a text', isText],
  name: ['a text that is not empty', (value) => isText(value) && value !== ''],
  base64: ['base64', (value) => isText(value) && Buffer.from(value, 'base64').toString('base64') === value],
  hex: ['hexadecimal bytes', (value) => isText(value) && isHex(value)],
  mask: ['hexadecimal bytes with a bit set', (value) => isText(value) && isHex(value) && /[^0]/.test(value)],
  mode: ['an octal mode such as "755"', (value) => isText(value) && /^[0-7]{3,4}$/.test(value)],
  nanoseconds: ['nine digits', (value) => isText(value) && /^\d{9}$/.test(value)],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  seconds: ['whole seconds since the epoch', (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 8.64e12],
  integer: ['a whole number', Number.isSafeInteger],
  count: ['a whole number from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0],
  texts: ['a list of texts', (value) => Array.isArray(value) && value.every(isText)],
  variables: ['an object of texts', (value) => isRecord(value) && Object.values(value).every(isText)],
  device: ['"c" or "b"', (value) => value === 'c' || value === 'b'],
} satisfies Record<string, [expected: string, check: (value: unknown) => boolean]>

type Rule = keyof typeof RULES
type KeysOf<T> = T extends unknown ? Exclude<keyof T, 'do' | 'mayFail'> : never
type Keys<Do extends Step['do']> = Record<KeysOf<Extract<Step, { do: Do }>>, Rule | `${Rule}?`>

const CONTENT = { text: 'text?', base64: 'base64?', repeat: 'text?', times: 'count?' } as const

/** Every step with its keys; a question mark means that the key may be left out. */
const STEPS: { [Do in Step['do']]: Keys<Do> } = {
  write: { path: 'path', mode: 'mode?', ...CONTENT },
  append: { path: 'path', ...CONTENT },
  patch: { path: 'path', offset: 'integer', bytes: 'hex' },
  flip: { path: 'path', offset: 'integer', mask: 'mask' },
  truncate: { path: 'path', size: 'count' },
  resum: { path: 'path' },
  remove: { path: 'path' },
  rename: { from: 'path', to: 'path' },
  mkdir: { path: 'path', mode: 'mode?' },
  link: { path: 'path', to: 'target' },
  chmod: { path: 'path', mode: 'mode' },
  fifo: { path: 'path' },
  socket: { path: 'path' },
  device: { path: 'path', kind: 'device', major: 'count', minor: 'count' },
  touch: { path: 'path', mtime: 'seconds', nanoseconds: 'nanoseconds?' },
  settle: {},
  git: { args: 'texts', env: 'variables?', cwd: 'path?', input: 'text?' },
  commit: { message: 'text?', allowEmpty: 'flag?' },
  tag: { name: 'name', annotated: 'flag?', at: 'name?' },
  checkout: { ref: 'name', force: 'flag?' },
}

/**
 * Reads a scenario that came from a file.
 *
 * @throws `USAGE` at the first step and key that is unknown, missing or of the wrong shape; `data.argument` is its place,
 * such as `steps[3].mode`
 */
export function parseScenario(json: unknown): Scenario {
  if (!isRecord(json)) throw wrong('scenario', json, 'is no object', 'give { "steps": [...] }')
  for (const key of Object.keys(json)) {
    if (key !== 'steps' && key !== 'repository') throw wrong(key, json[key], 'is an unknown key', 'remove it')
  }
  const { repository, steps } = json
  if (repository !== undefined && !isRepository(repository)) {
    throw wrong('repository', repository, 'is unknown', 'give "init", "none" or { "bundle": path }')
  }
  if (!Array.isArray(steps)) throw wrong('steps', steps, 'is no list', 'give a list of steps, which may be empty')
  for (const [index, step] of steps.entries()) checkStep(step, `steps[${index}]`)
  return json as unknown as Scenario
}

function checkStep(step: unknown, place: string): void {
  if (!isRecord(step)) throw wrong(place, step, 'is no object', 'give { "do": ... }')
  const name = step['do']
  if (!isStepName(name)) throw wrong(`${place}.do`, name, 'is no step', `give one of ${Object.keys(STEPS).join(', ')}`)
  const keys: Record<string, string> = { ...STEPS[name], do: 'name', mayFail: 'flag?' }
  for (const key of Object.keys(step)) {
    if (!Object.hasOwn(keys, key)) {
      throw wrong(
        `${place}.${key}`,
        step[key],
        `is an unknown key of ${name}`,
        `it takes ${Object.keys(keys).join(', ')}`,
      )
    }
  }
  for (const [key, rule] of Object.entries(keys)) {
    if (step[key] !== undefined) checkValue(step[key], rule.replace('?', '') as Rule, `${place}.${key}`)
    else if (!rule.endsWith('?'))
      throw wrong(`${place}.${key}`, undefined, `is missing in ${name}`, `give ${expected(rule)}`)
  }
  if ('text' in keys) checkContent(step, place)
}

function checkContent(step: Record<string, unknown>, place: string): void {
  const given = Object.keys(CONTENT).filter((key) => step[key] !== undefined)
  if (['text', 'base64', 'repeat,times'].includes(given.join())) return
  const what = given.length === 0 ? 'has no content' : `has ${given.join(' and ')}`
  throw wrong(place, undefined, what, 'give text, or base64, or repeat with times')
}

function checkValue(value: unknown, rule: Rule, place: string): void {
  let right: boolean
  try {
    right = RULES[rule][1](value)
  } catch (error) {
    if (!isAbraVersionError(error, 'USAGE')) throw error
    throw placedError(place, String(value), error)
  }
  if (!right) throw wrong(place, value, 'has the wrong shape', `give ${expected(rule)}`)
}

function expected(rule: string): string {
  return RULES[rule as Rule][0]
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isHex(value: string): boolean {
  return /^([0-9a-f]{2})+$/i.test(value)
}

function isStepName(value: unknown): value is Step['do'] {
  return isText(value) && Object.hasOwn(STEPS, value)
}

function isRepository(value: unknown): boolean {
  if (!isRecord(value)) return value === 'init' || value === 'none'
  return isText(value['bundle']) && value['bundle'] !== '' && Object.keys(value).length === 1
}

function wrong(place: string, value: unknown, what: string, advice: string): AbraVersionError<'USAGE'> {
  const shown = value === undefined ? '' : ` (${String(JSON.stringify(value)).slice(0, 80)})`
  const data = value === undefined ? { argument: place } : { argument: place, value: String(JSON.stringify(value)) }
  return new AbraVersionError('USAGE', `scenario ${place} ${what}${shown}`, data, { advice })
}
