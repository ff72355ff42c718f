import { recordReference } from '../golden/record/record-reference.js'
import { sealTables } from '../golden/record/seal-tables.js'
import type { OptionValues } from './command.js'
import { exitCodes } from './exit-codes.js'
import { recordAbraOptions, recordFromAbra } from './golden-record-abra.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'

/** The options of `golden record`, besides those it shares. */
export const recordOptions = {
  reference: { type: 'boolean' },
  tables: { type: 'boolean' },
  programs: { type: 'string' },
  out: { type: 'string' },
  check: { type: 'boolean' },
  ...recordAbraOptions,
} as const

/** Each way of recording by its option. */
const recorders: Record<string, (golden: string, values: OptionValues) => Promise<readonly string[]>> = {
  async reference(golden, values) {
    const text = (name: string) => (typeof values[name] === 'string' ? { [name]: values[name] } : {})
    const { changed } = await recordReference(golden, {
      ...text('programs'),
      ...text('out'),
      check: values['check'] === true,
    })
    return changed
  },
  tables: (golden) => sealTables(golden),
  abra: recordFromAbra,
}

/** Runs the one recorder that is asked for, and says which files it changed. */
export async function recordGoldens(golden: string, values: OptionValues) {
  const [asked, ...more] = Object.keys(recorders).filter((name) => values[name] !== undefined)
  const recorder = recorders[asked ?? '']
  if (recorder === undefined || more.length > 0) {
    const ways = Object.keys(recorders).map((name) => `--${name}`)
    throw usage('golden record needs to know whom to ask', 'record', `give one of ${ways.join(', ')}`)
  }
  const changed = await recorder(golden, values)
  const check = values['check'] === true
  const verb = check ? 'would change' : 'changed'
  const lines = changed.map((path) => oneLine(`${verb}: ${path}`))
  return {
    stdout:
      values['json'] === true
        ? toJson({ schema: 1, changed })
        : [...lines, `${changed.length} files ${verb}`].join('\n'),
    stderr: [],
    exitCode: check && changed.length > 0 ? exitCodes.no : exitCodes.ok,
  }
}
