import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>

/** Reads a program's options from the command line. `--help` prints their names; that and an unknown option end the program. */
export function programOptions<const T extends Options>(
  options: T,
): ReturnType<typeof parseArgs<{ options: T }>>['values'] {
  if (process.argv.includes('--help')) {
    console.log(`options: ${Object.keys(options).map(named).join(' ')}; what each does stands in the program itself`)
    process.exit(0)
  }
  try {
    return parseArgs<{ options: T }>({ options }).values
  } catch (error) {
    return endWithUsage(error instanceof Error ? error.message : String(error))
  }
}

export function wholeNumber(option: string, value: string | undefined): number {
  if (value !== undefined && /^\d{1,9}$/.test(value)) return Number(value)
  return wrongOption(option, value, 'give a whole number')
}

export function wrongOption(option: string, value: string | undefined, advice: string): never {
  return endWithUsage(`--${option} ${value ?? 'is missing'}: ${advice}`)
}

function endWithUsage(what: string): never {
  console.error(what)
  process.exit(2)
}

function named(option: string): string {
  return `--${option}`
}
