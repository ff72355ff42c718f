import fc from 'fast-check'
import type { ComposeInput } from '../../src/golden/cases/compose-input.js'

/** What YAML is made of; `↵` is a line end, `→` a tab, `·` a blank. */
const yamlPieces =
  `a b x : :· :↵ ↵ ↵·· ↵···· -· ↵-· ↵··-· [ ] { } ,· " ' # ·# &a· *a <<:·*a | > |- ! !!str· ?· % @ \` → ... 1 ~ = \\ é $A "a" 'b' services:↵ x-a: x-b:· ··app:↵ !!int· - · ↵↵ |+↵ >-↵···`
    .split(' ')
    .map((piece) => piece.replaceAll('↵', '\n').replaceAll('→', '\t').replaceAll('·', ' '))

const places: ((text: string) => string)[] = [
  (text) => `x-a: ${text}`,
  (text) => `x-a:\n  ${text}`,
  (text) => `x-a:\n  b: c\n${text}`,
  (text) => `x-z: &a {k: v}\nx-a: ${text}\nx-c: 1`,
]

const asInput = (text: string, env: Record<string, string>): ComposeInput => ({
  files: [{ path: '/w/compose.yml', text }],
  env,
})

/** Texts that are YAML or nearly so, below `x-a`, where any value may stand. */
export const randomYaml: fc.Arbitrary<ComposeInput> = fc
  .tuple(fc.array(fc.constantFrom(...yamlPieces), { minLength: 1, maxLength: 12 }), fc.constantFrom(...places))
  .map(([pieces, place]) => asInput(place(pieces.join('')), {}))

const templatePieces = `$ \${ } { A B EMPTY _ 1 : - ? :- :? x $$ $A \${A} \${B:-d} \${A:?e} é /`.split(' ')

/** One text with variables in it. */
export const randomSubstitution: fc.Arbitrary<ComposeInput> = fc
  .array(fc.constantFrom(...templatePieces, ' '), { minLength: 1, maxLength: 8 })
  .map((pieces) => asInput(`services: {app: {image: ${JSON.stringify(pieces.join(''))}}}`, { A: 'va', EMPTY: '' }))
