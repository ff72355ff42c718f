import { exitCodes } from './exit-codes.js'
import { generalAnswer } from './general-answer.js'
import { print, stdout } from './print.js'

/** The command that is asked for: never help, which is answered here and ends the process. */
export const commandName = answerHelp(process.argv[2], process.argv[3])

/** Imported before all else: the modules behind an answer take longer to set up than help to print. */
function answerHelp(name: string | undefined, topic: string | undefined): string | undefined {
  if (name === 'help' && topic !== undefined) return name
  const answer = generalAnswer(name)
  if (answer === undefined) return name
  try {
    print(stdout, answer)
  } catch {
    // Answered once more where an error is reported.
    return name ?? 'help'
  }
  process.exit(name === undefined ? exitCodes.unknown : exitCodes.ok)
}
