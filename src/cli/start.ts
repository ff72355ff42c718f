#!/usr/bin/env node
import { commandName } from './answer-help.js'

/**
 * What a user starts: it prints help, and loads what the command needs. Each is CommonJS: setting up Node's loader of ECMAScript modules takes longer
 * than chaos-version takes to answer.
 */
const args = process.argv.slice(2)
/** Its other options need more. */
const isQuick =
  commandName === 'chaos-version' && !args.some((arg) => /^--(?!(?:go-git|home|expect|strict|help)\b)/.test(arg))

if (isQuick) void import('./quick-chaos-version.js')
else void import('./main.js')
