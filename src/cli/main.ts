#!/usr/bin/env node
import { commands } from './commands.js'
import { runCli } from './run-cli.js'

// Some commands write to them as they go. A reader that has seen enough (head, grep -q) closes the pipe; that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
process.exitCode = await runCli(process.argv.slice(2), commands)
