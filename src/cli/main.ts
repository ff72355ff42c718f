#!/usr/bin/env node
import { parseArgs } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import { AbraVersionError, isAbraVersionError } from '../errors.js'
import type { Command, OptionValues } from './command.js'
import { commands } from './commands.js'
import { exitCodes } from './exit-codes.js'
import { oneLine, toJson } from './terminal.js'
import { usage } from './usage.js'

const program = 'abra-deploy-version'

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (head, grep -q) closes the pipe; that is no failure of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  try {
    return await runCommand(args)
  } catch (error) {
    return report(error, args)
  }
}

async function runCommand([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(process.stdout, overview())
    return name === undefined ? exitCodes.unknown : exitCodes.ok
  }
  if (name === '--version') {
    print(process.stdout, manifest.version)
    return exitCodes.ok
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (entry === undefined) {
    const what = name.startsWith('-') ? 'option' : 'command'
    throw usage(
      `unknown ${what} ${name}`,
      name,
      `the commands are ${Object.keys(commands).join(', ')}; see ${program} --help`,
    )
  }
  const command = await entry.load()
  const { positionals, values: given } = parse(command, args)
  if (given['help'] === true) {
    print(process.stdout, `Usage: ${program} ${command.name} ${command.synopsis}\n\n${command.help}`)
    return exitCodes.ok
  }
  const values = await withDefaults(command, given)
  const output = await command.run(positionals, values)
  if (output.stdout !== '') print(process.stdout, output.stdout)
  for (const line of output.stderr) print(process.stderr, `${program}: ${line}`)
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
async function withDefaults(command: Command, given: OptionValues): Promise<OptionValues> {
  if (given['settings'] === undefined) return given
  const { applySettings } = await import('./settings.js')
  const all = await Promise.all(Object.values(commands).map(({ load }) => load()))
  const names = all.flatMap(({ options }) => Object.keys(options))
  return applySettings(command.options, given, names)
}

/** Never a stack trace: what was thrown on purpose says all there is to know, and what was not asks for a report. */
function report(error: unknown, args: readonly string[]): number {
  const known = error instanceof AbraVersionError
  const message = error instanceof Error ? error.message : String(error)
  if (args.includes('--json') && known && !isAbraVersionError(error, 'USAGE'))
    print(process.stdout, toJson({ schema: 1, error: withoutSecrets(error) }))
  const apology =
    known || message.includes('please report it') ? '' : ' (this is a bug in abra-deploy-version, please report it)'
  print(process.stderr, `${program}: ${oneLine(message)}${apology}`)
  return exitCodes.unknown
}

/** godotenv's own words quote the rest of the file, and with it what passwords it holds. */
function withoutSecrets(error: AbraVersionError): object {
  const { data, ...rest } = error.toJSON()
  return { ...rest, data: { ...data, godotenv: undefined } }
}

function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(16)} ${summary}`)
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

function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${text}\n`)
}
