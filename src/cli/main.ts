import { commands } from './commands.js'
import { exitCodes } from './exit-codes.js'
import { runCli } from './run-cli.js'

// Until the answer is there: nothing of this program may end unseen.
process.exitCode = exitCodes.unknown
void runCli(process.argv.slice(2), commands).then((exitCode) => {
  process.exitCode = exitCode
})
