// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are interpolations of compose files
import type { ComposeCase } from '../../src/golden/cases/compose-input.js'
import { composeCase } from './compose-case.js'

const ENV = { A: 'va', B: 'vb', EMPTY: '', N: '5', T: 'yes', F: '0.5' }
const interpolate = (name: string, text: string, env: Record<string, string> = ENV) =>
  composeCase('interpolation', name, `${text}\n`, env)

const templates = [
  '$A',
  '${A}',
  '$UNSET',
  '${UNSET}',
  '${EMPTY}',
  '${UNSET:-d}',
  '${EMPTY:-d}',
  '${EMPTY-d}',
  '${UNSET-d}',
  '${A:-d}',
  '${UNSET:-}',
  '${A:?e}',
  '${UNSET:?e}',
  '${EMPTY:?e}',
  '${EMPTY?e}',
  '${UNSET?}',
  '${UNSET?e f}',
  '$$',
  '$$A',
  '$$$A',
  'a$',
  '$',
  '$1',
  '${}',
  '${ A }',
  '${A',
  '$(A)',
  '${A:+x}',
  '${A+x}',
  '${A:b}',
  '${A:-${B}}',
  '${UNSET:-${B}}',
  '$A-$B',
  '$A-x}y',
  '$UNSET:-x y',
  '$A$B',
  'x${A}y${B}z',
  '${A}}',
  '{$A}',
  '$_',
  '$a',
  '${a-A}',
  '$Aé',
  '$é',
  '${UNSET:-a:-b}',
  '${UNSET?a:-b}',
  '${UNSET:?a} ok ${A}',
  '$1 ok ${A}',
  '${A} bad $1',
  '${UNSET:?a} $$',
  '${UNSET:?a}${EMPTY:?b}',
  '\\$A',
  '$ſ',
  '${UNSET:-\\n}',
]

/** Places where a text becomes a number or a truth value. */
const casts: [path: string, values: string[]][] = [
  [
    'services: {app: {deploy: {replicas: @}}}',
    ['$N', '"${N}"', '"$UNSET"', '"1$N"', '"$A"', '"+$N"', '"-$N"', '"$N.0"', '"$$N"', '"5"', '" $N"'],
  ],
  ['services: {app: {deploy: {update_config: {max_failure_ratio: @}}}}', ['$F', '"1e-$N"', '"$A"', '"0x1p-$N"']],
  [
    'services: {app: {tty: @}}',
    ['$T', '"${UNSET:-No}"', '"${UNSET:-ON}"', '"${UNSET:-t}"', '"${UNSET:-1}"', '"$UNSET"', '"true"'],
  ],
  ['services: {app: {init: @}}', ['$T']],
  ['services: {app: {ulimits: {a: @}}}', ['$N', '$A']],
  ['services: {app: {ulimits: {a: {soft: @, hard: 1}}}}', ['$N']],
  ['services: {app: {ports: [@]}}', ['$N', '"$N:$N"', '{target: $N}', '{published: $A}']],
  ['services: {app: {healthcheck: {retries: @}}}', ['$N']],
  ['services: {app: {configs: [{mode: @}]}}', ['$N', '"0$N"']],
  ['services: {app: {volumes: [{type: volume, read_only: @}]}}', ['$T']],
  ['services: {app: {volumes: [{type: volume, tmpfs: {size: @}}]}}', ['$N']],
  ['services: {app: {deploy: {resources: {limits: {pids: @}}}}}', ['$N']],
  ['services: {a.b: {deploy: {replicas: @}}}', ['$N']],
  ['services: {app: {oom_score_adj: @}}', ['$N']],
  ['networks: {n: {external: @}}', ['$T', '{name: $A}']],
  ['networks: {n: {attachable: @, internal: @}}', ['$T']],
  ['volumes: {n: {external: @}}', ['$T']],
  ['secrets: {n: {external: @}}', ['$T']],
  ['configs: {n: {external: @}}', ['$T']],
]

export const interpolationCases: ComposeCase[] = [
  ...templates.map((text) => interpolate(text, `services:\n  app:\n    hostname: '${text}'`)),
  ...casts.flatMap(([place, values]) =>
    values.map((value) => {
      const text = place.replaceAll('@', value)
      return interpolate(text, text)
    }),
  ),
  interpolate('keys are left alone', 'services: {app: {labels: {$A: $A, "${B}": "${B}"}}}'),
  interpolate('the version is left alone', 'version: "${V}"\nservices: {}', { V: '3.8' }),
  interpolate('list items', 'services: {app: {labels: ["$A=$B", "${UNSET}"], command: ["$A", "x$B"]}}'),
  interpolate('two items made equal', 'services: {app: {dns: ["$A", va]}}'),
  interpolate('a command that gets a quote', 'services: {app: {command: "echo $Q"}}', { Q: "it's" }),
  interpolate('extensions', 'x-a: {b: ["$A", {c: "$$"}]}\nservices: {app: {x-b: "$A"}}'),
  interpolate('an error in an extension', 'x-a: {b: ["$1"]}'),
  interpolate('an error in a forbidden service', 'services: {app: {extends: "$1"}}'),
  interpolate('an error before a wrong property', 'services: {app: {hostname: "$1", nope: 1}}'),
  interpolate('a long unclosed default', `x-a: "${'${A:-'.repeat(50)}"`),
  composeCase(
    'interpolation',
    'each file by itself',
    ['services: {app: {image: "$A"}}\n', 'services: {app: {hostname: "$B"}}\n'],
    ENV,
  ),
]
