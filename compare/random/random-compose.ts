import fc from 'fast-check'
import type { ComposeInput } from '../../src/golden/cases/compose-input.js'
import { flag, labelMap, labels, list, map, mostly, name, object, odd, oneOf, text } from './flow-pieces.js'
import { service } from './random-service.js'

const external = mostly(fc.oneof(flag, object({ name: text })))
const network = fc.oneof(
  oneOf(''),
  object({
    name: text,
    driver: text,
    driver_opts: labelMap,
    external,
    internal: flag,
    attachable: flag,
    labels,
    ipam: object({ driver: text, config: list(object({ subnet: text })) }),
    'x-a': odd,
  }),
)
const topLevelVolume = fc.oneof(
  oneOf(''),
  object({ name: text, driver: text, driver_opts: labelMap, external, labels, 'x-a': odd }),
)
/** What secrets have and configs have not is a seldom mistake. */
const fileObject = object({
  name: text,
  file: mostly(oneOf('./a | /a | ~/b | ../c')),
  external,
  labels,
  template_driver: text,
  'x-a': odd,
})
const document = fc
  .record({
    services: fc.option(
      map(fc.oneof({ weight: 6, arbitrary: oneOf('app') }, { weight: 1, arbitrary: name }), mostly(service, 40)),
      { freq: 20 },
    ),
    networks: fc.option(map(name, network, 2), { freq: 2 }),
    volumes: fc.option(map(name, topLevelVolume, 2), { freq: 2 }),
    secrets: fc.option(
      map(
        name,
        fc.oneof(
          fileObject,
          fileObject,
          object({ driver: text, driver_opts: labelMap, file: text, template_driver: text }),
        ),
        2,
      ),
      { freq: 2 },
    ),
    configs: fc.option(map(name, fileObject, 2), { freq: 2 }),
    'x-a': fc.option(odd, { freq: 1 }),
    nope: fc.option(odd, { freq: 1 }),
  })
  .map((sections) =>
    Object.entries(sections)
      .filter(([key, value]) => value !== null && key !== 'nope')
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  )

const ENV = {
  A: 'va',
  T: 'true',
  F: 'no',
  N5: '5',
  R: '0.25',
  EMPTY: '',
  HOST: 'h',
  K: 'k',
  HOME: '/root',
  STACK: 'st',
}
const env = fc.oneof(
  fc.constant(ENV),
  fc.constant({}),
  fc.subarray(Object.entries(ENV)).map((entries) => Object.fromEntries(entries)),
)

const version = fc.oneof(
  { weight: 12, arbitrary: oneOf(' |  | "3.8" | "3.13" | "3"') },
  { weight: 1, arbitrary: oneOf('3.8 | "3.4" | "3.0" | "2.1" | "3.7" | "3.9" | ') },
)
/** Files mostly of one version. */
const versioned = (documents: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> =>
  fc.tuple(documents, version, fc.option(version, { freq: 12 })).map(([all, one, other]) =>
    all.map((body, i) => {
      const own = i > 0 && other !== null ? other : one
      return own === '' ? body : `version: ${own}\n${body}`
    }),
  )

const asFiles = (texts: string[]) => texts.map((one, i) => ({ path: `/w/compose.${i}.yml`, text: one }))

/** One to three files that mostly load: every property, the short and long forms, now and then a value of another type. */
export const randomCompose: fc.Arbitrary<ComposeInput> = fc.record({
  files: versioned(fc.array(document, { minLength: 1, maxLength: 3 })).map(asFiles),
  env,
})

/** Two or three files about one service, which differ in few properties: what a merge makes of them. */
export const randomMerge: fc.Arbitrary<ComposeInput> = fc.record({
  files: fc
    .array(
      service.map((one) => `services: {app: ${one}}\n`),
      { minLength: 2, maxLength: 3 },
    )
    .map(asFiles),
  env,
})
