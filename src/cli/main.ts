#!/usr/bin/env node
import { commands } from './commands.js'
import { runCli } from './run-cli.js'

// Some commands write while they run. When the reader (head, grep -q) closes the pipe, that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
process.exitCode = await runCli(process.argv.slice(2), commands)
