import { chaosVersionCommand } from './chaos-version.js'
import { runCli } from './run-cli.js'

/** `chaos-version` alone, built as one CommonJS file with all that it needs for an answer. */
void finish(runCli(process.argv.slice(2), { 'chaos-version': async () => chaosVersionCommand }))

/** All is written by then, and nothing else is under way. */
async function finish(run: Promise<number>): Promise<never> {
  process.exit(await run)
}
