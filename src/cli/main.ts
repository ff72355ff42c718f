import { commands } from './commands.js'
import { exitCodes } from './exit-codes.js'
import { stderr, stdout, streamUnwritable } from './print.js'
import { report, runCli } from './run-cli.js'

// Some commands write while they run. When the reader (head, grep -q) closes the pipe, that is no error.
for (const fd of [stdout, stderr] as const) {
  const stream = fd === stdout ? process.stdout : process.stderr
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(report(streamUnwritable(fd, error), []))
  })
}
// Until the answer is there: nothing of this program may end unseen.
process.exitCode = exitCodes.unknown
void runCli(process.argv.slice(2), commands).then((exitCode) => {
  process.exitCode = exitCode
})
