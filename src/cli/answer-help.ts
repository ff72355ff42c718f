import { exitCodes } from './exit-codes.js'
import { generalAnswer } from './general-answer.js'
import { print, stdout } from './print.js'

/** The command that is asked for: never help, which is answered here and ends the process. */
export const commandName = answerHelp(process.argv[2])

/** Imported before all else: the modules behind an answer take longer to set up than help to print. */
function answerHelp(name: string | undefined): string | undefined {
  const answer = generalAnswer(name)
  if (answer === undefined) return name
  print(stdout, answer)
  process.exit(name === undefined ? exitCodes.unknown : exitCodes.ok)
}
