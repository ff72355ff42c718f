import { parseArgs } from 'node:util'
import { AbraVersionError } from '../src/errors.js'

export interface BenchOptions {
  /** How many files the checkouts have, from few to many. */
  readonly sizes: readonly number[]
  /** Fewer runs of everything. */
  readonly quick: boolean
  /** Where the results are written, besides being printed. */
  readonly out?: string
  readonly writeDocs: boolean
  /** A revision to build and measure beside this one. */
  readonly beside?: string
  /** Exit code 1 where a target was missed. */
  readonly strict: boolean
  readonly help: boolean
  /** Given by run.sh: the folder of the package that is measured, and the folder of the reference programs. */
  readonly package: string
  readonly reference: string
}

export const fullSizes: readonly number[] = [20, 2_000, 20_000, 100_000]
const quickSizes: readonly number[] = [20, 2_000]
const mostFiles = 1_000_000

export const benchHelp = `Usage: npm run bench -- [options]

Measures the built package beside git, go-git and isomorphic-git, and prints the tables.

  --sizes N[,N…]   how many files the checkouts have; default ${fullSizes.join(',')}
  --quick          sizes ${quickSizes.join(',')} unless others are given, and fewer runs
  --out DIR        also write speed.json, speed.svg and speed.md into this folder
  --write-docs     renew docs/speed.json, docs/speed.svg and the tables of docs/speed.md; a whole run only
  --beside REV     build this revision too, and measure it in the same run
  --strict         exit 1 where a target was missed; otherwise the exit code says only that everything could be measured`

/** @throws USAGE */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseStrictly(args)
  const quick = values.quick === true
  const writeDocs = values['write-docs'] === true
  if (writeDocs && (quick || values.sizes !== undefined)) {
    throw wrong('--write-docs', '', '--write-docs is for a whole run', 'leave --quick and --sizes out')
  }
  const sizes = values.sizes === undefined ? (quick ? quickSizes : fullSizes) : parseSizes(values.sizes)
  const help = values.help === true
  return {
    sizes,
    quick,
    writeDocs,
    strict: values.strict === true,
    help,
    package: folder('package', values.package, help),
    reference: folder('reference', values.reference, help),
    ...(values.beside === undefined ? {} : { beside: values.beside }),
    ...(values.out === undefined ? {} : { out: folder('out', values.out, help) }),
  }
}

function parseStrictly(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        sizes: { type: 'string' },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        'write-docs': { type: 'boolean' },
        beside: { type: 'string' },
        strict: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        package: { type: 'string' },
        reference: { type: 'string' },
      },
    })
  } catch (error) {
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw wrong('bench', args.join(' '), what, 'npm run bench -- --help lists the options')
  }
}

function parseSizes(text: string): number[] {
  const sizes = text.split(',').map((part) => {
    const size = /^\d{1,7}$/.test(part) ? Number(part) : 0
    if (size >= 1 && size <= mostFiles) return size
    throw wrong('--sizes', text, `--sizes ${text}: ${JSON.stringify(part)} is no size`, 'give 20,2000 for instance')
  })
  return [...new Set(sizes)].sort((a, b) => a - b)
}

function folder(option: string, value: string | undefined, optional: boolean): string {
  if (value !== undefined && value !== '') return value
  if (optional && value === undefined) return ''
  throw wrong(`--${option}`, value ?? '', `--${option} names no folder`, 'start the bench with npm run bench')
}

function wrong(argument: string, value: string, what: string, advice: string): AbraVersionError<'USAGE'> {
  return new AbraVersionError('USAGE', what, { argument, value }, { advice })
}
