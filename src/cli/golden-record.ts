import { checkRecordable } from '../golden/cases/golden-folder.js'
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
  renovate: { type: 'string' },
  tables: { type: 'boolean' },
  programs: { type: 'string' },
  out: { type: 'string' },
  check: { type: 'boolean' },
  ...recordAbraOptions,
} as const

/** Each way of recording by its option. */
const recorders: Record<string, (folder: () => string, values: OptionValues) => Promise<readonly string[]>> = {
  async reference(folder, values) {
    const text = (name: string) => (typeof values[name] === 'string' ? { [name]: values[name] } : {})
    const { changed } = await recordReference(recordable(folder), {
      ...text('programs'),
      ...text('out'),
      check: values['check'] === true,
    })
    return changed
  },
  async renovate(folder, values) {
    const { renovate, out } = values
    if (typeof renovate !== 'string' || renovate === '')
      throw usage('--renovate needs a folder', '--renovate', 'name the folder in which Renovate is installed')
    const { changed } = await recordReference(recordable(folder), {
      renovate,
      ...(typeof out === 'string' ? { out } : {}),
      check: values['check'] === true,
    })
    return changed
  },
  tables: async (folder) => sealTables(recordable(folder)),
  // What abra does can be recorded with an installed package too, into --out.
  abra: (folder, values) => recordFromAbra(() => recordable(folder), values),
}

function recordable(folder: () => string): string {
  const golden = folder()
  checkRecordable(golden)
  return golden
}

/**
 * Runs the one recorder that the options choose, and lists the files it changed.
 *
 * @param folder finds the golden folder; not called where nothing is read from it
 */
export async function recordGoldens(folder: () => string, values: OptionValues) {
  const [asked, ...more] = Object.keys(recorders).filter((name) => values[name] !== undefined)
  const recorder = recorders[asked ?? '']
  if (recorder === undefined || more.length > 0) {
    const ways = Object.keys(recorders).map((name) => `--${name}`)
    throw usage('golden record needs a source', 'record', `give one of ${ways.join(', ')}`)
  }
  const changed = await recorder(folder, values)
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
