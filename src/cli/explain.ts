import { defined } from '../defined.js'
import { isAbraVersionError } from '../errors.js'
import type { Command, OptionValues } from './command.js'
import { program } from './general-answer.js'
import { print, stderr } from './print.js'
import { swarmHelp, swarmOptions, textOf } from './swarm-options.js'
import { oneLine } from './terminal.js'

export const explainCommand: Command = {
  name: 'explain',
  synopsis: 'APP|STACK|CODE [options]',
  help: `APP|STACK: prints why the deployed version is not the expected one, the best explanation first,
and the timeline of the deploy. Without --expect it says what is deployed, and what makes it
dirty. docs/drift.md has a section for each kind.
CODE: prints what an error code (HEAD_UNBORN), or the kind of a refusal, finding or warning
(already-deployed), means and what to do. No Docker is asked. If an app has the name of a kind, the
app is explained; for a stack of such a name add an option, such as --docker-host.

${swarmHelp}
  --since FILE            what identity --json printed before the deploy
  --after FILE            what identity --json printed right after our own deploy: tells our deploy
                          from other deploys
  --recording FILE        explain what wait --record kept; no APP|STACK, no Swarm
  --run FILE              explain what upgrade --record kept; no APP|STACK, no Swarm
  --as-abra               say also what an abra app deploy that waits would have reported
  --remarks               also remarks that explain nothing, such as a version label without a tag
                          after a chaos deploy
  --checkout DIR          the recipe's checkout (default: the app's, below --abra-dir)
  --junit FILE            a JUnit report: one test, which fails where the exit code is 1
  --html FILE             also write one HTML page that needs no network: the findings, and a drawing
                          of what happened when, with every event as text
  --json                  one JSON object

Exit codes: 0 as expected, or explained without --expect, 1 not as expected, 2 it cannot be known.`,
  options: {
    ...swarmOptions,
    since: { type: 'string' },
    after: { type: 'string' },
    recording: { type: 'string' },
    run: { type: 'string' },
    remarks: { type: 'boolean' },
    junit: { type: 'string' },
    html: { type: 'string' },
    'as-abra': { type: 'boolean' },
    checkout: { type: 'string' },
  },
  async run(positionals, values) {
    const [name = '', ...more] = positionals
    if (more.length === 0 && isCodeQuestion(values)) {
      const { explainCode } = await import('./explain-code.js')
      const answer = explainCode(name, values['json'] === true)
      if (answer !== undefined && !(await isApp(name, values))) return answer
    }
    const { explainStack } = await import('./explain-stack.js')
    try {
      return await explainStack(positionals, values)
    } catch (error) {
      const isAbsent = isAbraVersionError(error, 'STACK_NOT_FOUND') || isAbraVersionError(error, 'SWARM_UNREACHABLE')
      if (isAbsent && isCodeQuestion(values)) await sayNearCode(name)
      throw error
    }
  },
}

/** Without the stack that was asked for: the code or kind that was probably meant. */
async function sayNearCode(name: string): Promise<void> {
  const { nearCode } = await import('./explain-code.js')
  const code = nearCode(name)
  if (code !== undefined)
    print(stderr, oneLine(`${program}: ${name} was taken for a stack; did you mean explain ${code}?`))
}

/** Every other option only makes sense for a stack. */
function isCodeQuestion(values: OptionValues): boolean {
  const given = Object.keys(values).filter((name) => values[name] !== undefined && values[name] !== false)
  return given.every((name) => ['json', 'abra-dir', 'settings'].includes(name))
}

/** An app of that very name is what the user means. */
async function isApp(name: string, values: OptionValues): Promise<boolean> {
  const { findApp } = await import('../app/find-app.js')
  try {
    await findApp(name, defined({ abraDir: textOf(values, 'abra-dir') }))
    return true
  } catch (error) {
    return isAbraVersionError(error, 'APP_AMBIGUOUS')
  }
}
