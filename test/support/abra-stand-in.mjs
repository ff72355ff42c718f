#!/usr/bin/env node
// Stands in for abra (and for docker beside it) in tests: it is linked to under that name, and replays what NAME.json beside the link says.
import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const here = join(dirname(process.argv[1]), basename(process.argv[1]))
const args = process.argv.slice(2)
const { runs, inOrder = [] } = JSON.parse(readFileSync(`${here}.json`, 'utf8'))

const run = runs.find(({ when = [] }) => when.every((word) => args.includes(word))) ?? nextInOrder()
if (run.ending === 'hang, deaf to SIGTERM') process.on('SIGTERM', () => {})
appendFileSync(`${here}.log`, `${JSON.stringify({ pid: process.pid, args, cwd: process.cwd(), env: process.env })}\n`)
for (const command of run.git ?? []) {
  execFileSync('git', command, { cwd: join(process.env.ABRA_DIR, 'recipes', 'recorded'), stdio: 'ignore' })
}
if (run.appendEnv !== undefined)
  appendFileSync(join(process.env.ABRA_DIR, 'servers/default/recorded.invalid.env'), run.appendEnv)
const say = (text = '') => text.replaceAll('{ABRA_DIR}', process.env.ABRA_DIR)
process.stderr.write(say(run.stderr))
process.stdout.write(say(run.stdout))
process.exitCode = run.exit ?? 0

if (run.ending?.startsWith('hang')) setInterval(() => {}, 1 << 30)
if (run.ending === 'leave a child') {
  const child = spawn('sleep', ['86400'], { stdio: ['ignore', 'inherit', 'inherit'] })
  child.unref()
  process.stdout.write(`${child.pid}\n`)
}
if (run.ending === 'die') process.kill(process.pid, 'SIGKILL')
if (run.ending === 'print for ever') {
  const more = () => process.stdout.write(`${'x'.repeat(65_535)}\n`, more)
  more()
}

/** What is not matched by its words is answered in order, and an error once there is nothing left. */
function nextInOrder() {
  const counter = `${here}.count`
  const at = existsSync(counter) ? Number(readFileSync(counter, 'utf8')) : 0
  writeFileSync(counter, String(at + 1))
  return inOrder[at] ?? { stderr: `the stand-in has no answer to ${args.join(' ')}\n`, exit: 99 }
}
