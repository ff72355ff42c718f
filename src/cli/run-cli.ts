import { parseArgs } from 'node:util'
import { InternalError } from '../errors.js'
import { withProcessBudget } from '../work-budget.js'
import { boundedLines } from './bounded-lines.js'
import { paint } from './colour.js'
import type { Command, OptionValues } from './command.js'
import { type CommandName, commandSummaries } from './command-summaries.js'
import type { CommandLoaders } from './commands.js'
import { didYouMean } from './did-you-mean.js'
import { exitCodes } from './exit-codes.js'
import { generalAnswer, program } from './general-answer.js'
import { print, stderr, stdout } from './print.js'
import { renderHelp } from './render-help.js'
import { reportError } from './report-error.js'
import { usage } from './usage.js'

const readsManyCheckouts: ReadonlySet<CommandName> = new Set(['fleet', 'golden'])

const proseCommands: ReadonlySet<CommandName> = new Set(['explain', 'fleet', 'predict', 'chaos-version', 'upgrade'])
const elsewhere = '--json prints everything'

/** Runs the command line. @param args without Node and the program @returns the exit code */
export async function runCli(args: readonly string[], commands: Partial<CommandLoaders>): Promise<number> {
  try {
    return await runCommand(args, commands)
  } catch (error) {
    return reportError(error, args)
  }
}

async function runCommand(line: readonly string[], commands: Partial<CommandLoaders>): Promise<number> {
  // `help predict` is `predict --help`.
  const [name, ...args] = line[0] === 'help' && line[1] !== undefined ? [line[1], '--help'] : line
  const general = generalAnswer(name)
  if (general !== undefined || name === undefined) {
    print(stdout, general ?? '')
    return name === undefined ? exitCodes.unknown : exitCodes.ok
  }
  if (!isCommandName(name)) {
    const what = name.startsWith('-') ? 'option' : 'command'
    const names = Object.keys(commandSummaries)
    const meant = name === 'version' ? ' (did you mean --version?)' : what === 'command' ? didYouMean(name, names) : ''
    throw usage(`unknown ${what} ${name}${meant}`, name, `the commands are ${names.join(', ')}; see ${program} --help`)
  }
  const load = commands[name]
  if (load === undefined) throw new InternalError(`${name} is not loaded here`)
  const command = await load()
  const { positionals, values: given } = parse(command, args)
  if (given['help'] === true) {
    print(stdout, `Usage: ${program} ${command.name} ${command.synopsis}\n\n${renderHelp(command.help)}`)
    return exitCodes.ok
  }
  const values = await withDefaults(command, given, commands)
  const run = () => command.run(positionals, values)
  // With one budget for many checkouts, the last ones would have none left.
  const output = await (readsManyCheckouts.has(name) ? run() : withProcessBudget(run))
  if (output.stdout !== '') print(stdout, isProse(name, values) ? boundedText(output.stdout) : output.stdout)
  const prefix = paint(stderr, 'aside', `${program}:`)
  for (const line of boundedLines(output.stderr, elsewhere)) print(stderr, `${prefix} ${line}`)
  // Not as an object on stdout: with --json the answer is the last one there.
  return output.failure === undefined ? output.exitCode : reportError(output.failure, [])
}

/** Whether a person reads it: no JSON, no compose file. */
function isProse(name: CommandName, values: OptionValues): boolean {
  return values['json'] !== true && proseCommands.has(name)
}

function boundedText(text: string): string {
  return boundedLines(text.split('\n'), elsewhere).join('\n')
}

function parse(command: Command, args: readonly string[]): { positionals: readonly string[]; values: OptionValues } {
  // Without options the parser is not needed, and loading it takes a good part of the start.
  if (!args.some((arg) => arg.startsWith('-'))) return { positionals: args, values: {} }
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    return { positionals, values: values as OptionValues }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [, valueless] = /^Option '([^']+)' argument (?:missing|is ambiguous)/.exec(error.message) ?? []
    if (valueless !== undefined) {
      const long = valueless.split(', ').at(-1)?.split(' ')[0] ?? valueless
      const advice = `write ${long} VALUE, or ${long}=VALUE where it begins with -`
      throw usage(`${command.name}: ${long} needs a value`, long, advice)
    }
    const what = error.message.split('. To specify')[0] ?? error.message
    const isShort = /^Unknown option '-[^-]/.test(what)
    const dashed = isShort ? '; what is no option and begins with - comes after --' : ''
    const [, unknown] = /^Unknown option '--([^'=]+)/.exec(what) ?? []
    const meant = unknown === undefined ? '' : didYouMean(unknown, Object.keys(command.options), (name) => `--${name}`)
    throw usage(`${command.name}: ${what}${meant}`, command.name, `see ${program} ${command.name} --help${dashed}`)
  }
}

/** One settings file may serve all commands, so options of other commands are no error in it. */
async function withDefaults(
  command: Command,
  given: OptionValues,
  commands: Partial<CommandLoaders>,
): Promise<OptionValues> {
  if (given['settings'] === undefined) return given
  const { applySettings } = await import('./settings.js')
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  const names = all.flatMap(({ options }) => Object.keys(options))
  return applySettings(command.options, given, names)
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandSummaries, name)
}
