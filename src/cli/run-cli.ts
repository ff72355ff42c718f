import { writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import { AbraVersionError, InternalError, isAbraVersionError } from '../errors.js'
import type { Command, OptionValues } from './command.js'
import { type CommandName, commandSummaries } from './command-summaries.js'
import type { CommandLoaders } from './commands.js'
import { exitCodes } from './exit-codes.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'

const program = 'abra-deploy-version'
const stdout = 1
const stderr = 2

const nowhere = () => Promise.reject(new InternalError('this command is not loaded here'))

/** For a program that has none, or few. */
export const noCommands: CommandLoaders = {
  'chaos-version': nowhere,
  predict: nowhere,
  stamp: nowhere,
  identity: nowhere,
  wait: nowhere,
  explain: nowhere,
  upgrade: nowhere,
  golden: nowhere,
}

/** The command line. @param args without Node and the program @returns the exit code */
export async function runCli(args: readonly string[], commands: CommandLoaders): Promise<number> {
  try {
    return await runCommand(args, commands)
  } catch (error) {
    return report(error, args)
  }
}

async function runCommand([name, ...args]: readonly string[], commands: CommandLoaders): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(stdout, overview())
    return name === undefined ? exitCodes.unknown : exitCodes.ok
  }
  if (name === '--version') {
    print(stdout, manifest.version)
    return exitCodes.ok
  }
  if (!isCommandName(name)) {
    const what = name.startsWith('-') ? 'option' : 'command'
    throw usage(
      `unknown ${what} ${name}`,
      name,
      `the commands are ${Object.keys(commandSummaries).join(', ')}; see ${program} --help`,
    )
  }
  const command = await commands[name]()
  const { positionals, values: given } = parse(command, args)
  if (given['help'] === true) {
    print(stdout, `Usage: ${program} ${command.name} ${command.synopsis}\n\n${command.help}`)
    return exitCodes.ok
  }
  const values = await withDefaults(command, given, commands)
  const output = await command.run(positionals, values)
  if (output.stdout !== '') print(stdout, output.stdout)
  for (const line of output.stderr) print(stderr, `${program}: ${line}`)
  return output.exitCode
}

function parse(command: Command, args: readonly string[]) {
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    return { positionals, values: values as OptionValues }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const what = error.message.split('. To specify')[0] ?? error.message
    throw usage(`${command.name}: ${what}`, command.name, `see ${program} ${command.name} --help`)
  }
}

/** One settings file may serve all commands, so the options of the others are no mistake in it. */
async function withDefaults(command: Command, given: OptionValues, commands: CommandLoaders): Promise<OptionValues> {
  if (given['settings'] === undefined) return given
  const { applySettings } = await import('./settings.js')
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  const names = all.flatMap(({ options }) => Object.keys(options))
  return applySettings(command.options, given, names)
}

/** Never a stack trace: what was thrown on purpose says all there is to know, and what was not asks for a report. */
function report(error: unknown, args: readonly string[]): number {
  const known = error instanceof AbraVersionError
  const message = error instanceof Error ? error.message : String(error)
  if (args.includes('--json') && known && !isAbraVersionError(error, 'USAGE'))
    print(stdout, toJson({ schema: 1, error: withoutSecrets(error) }))
  const apology =
    known || message.includes('please report it') ? '' : ' (this is a bug in abra-deploy-version, please report it)'
  print(stderr, `${program}: ${oneLine(message)}${apology}`)
  return exitCodes.unknown
}

/** godotenv's own words quote the rest of the file, and with it what passwords it holds. */
function withoutSecrets(error: AbraVersionError): object {
  const { data, ...rest } = error.toJSON()
  return { ...rest, data: { ...data, godotenv: undefined } }
}

function overview(): string {
  const rows = Object.entries(commandSummaries).map(([name, summary]) => `  ${name.padEnd(16)} ${summary}`)
  return [
    `Usage: ${program} COMMAND [options]`,
    '',
    'Says which version abra will stamp on a Co-op Cloud app before anything is deployed.',
    '',
    'Commands:',
    ...rows,
    '',
    `${program} COMMAND --help explains a command; --version prints the version of this program.`,
    'Exit codes: 0 fine, 1 answered and the answer is no, 2 usage or it cannot be known, 3 abra would refuse, 124 timed out, 130 interrupted.',
  ].join('\n')
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandSummaries, name)
}

/** Not by process.stdout, which takes Node longer to set up than a short answer takes to find. Returns when all is written. */
function print(stream: typeof stdout | typeof stderr, text: string): void {
  let rest = Buffer.from(`${text}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(stream, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A reader that has seen enough (head, grep -q) closes the pipe; that is no failure of ours.
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
      // A full pipe that does not block: wait for the reader.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
