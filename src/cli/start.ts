#!/usr/bin/env node
// First, so that help is printed before the others are set up.
import { commandName } from './answer-help.js'
import { chaosVersionCommand } from './chaos-version.js'
import { runCli } from './run-cli.js'

/**
 * What a user starts. Node takes longer to load ECMAScript modules than chaos-version takes to answer, so this file, which answers it,
 * is built as one CommonJS file. Everything else is in main.js.
 */
const args = process.argv.slice(2)
/** Its other options need more. */
const isQuick =
  commandName === 'chaos-version' && !args.some((arg) => /^--(?!(?:go-git|home|expect|strict|help)\b)/.test(arg))

if (isQuick) void finish(runCli(args, { 'chaos-version': async () => chaosVersionCommand }))
else void import('./main.js')

/** All is written by then, and nothing else is under way. */
async function finish(run: Promise<number>): Promise<never> {
  process.exit(await run)
}
