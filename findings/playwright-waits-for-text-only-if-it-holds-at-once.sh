#!/usr/bin/env bash
# playwright-core 1.65.1 on a page whose Content-Security-Policy allows no script (seen with Chromium 156). Needs Node 20, npm and `chromium`.
# `page.evaluate('TEXT')` is not bound by the page's policy, and neither is `page.waitForFunction` with a function. `page.waitForFunction('TEXT')` depends on
# time: it answers where the text holds at the first look, and throws an EvalError of the policy where it has to look again. A test that waits for text so
# passes on a fast machine and fails on a slow one.
# Output seen: "evaluate: ok; text that holds: ok; text that will hold: EvalError; function that will hold: ok"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-save --prefix "$work" playwright-core@1.65.1 >/dev/null
cat >"$work/look.mjs" <<'PROGRAM'
import { chromium } from 'playwright-core'

const body = `<!doctype html><meta http-equiv="Content-Security-Policy" content="script-src 'none'"><title></title>`
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox'] })
const page = await browser.newPage()
await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body }))
await page.goto('http://page.test/')
const ended = (call) => call.then(() => 'ok', (error) => /\w*Error(?=: Eval)/.exec(error.message)?.[0] ?? error.message)
// The title is set by a timer that is started before the wait.
const titleLater = (title) => page.evaluate(`void setTimeout(() => { document.title = '${title}' }, 500)`)
const seen = [`evaluate: ${await ended(page.evaluate('1 + 1'))}`]
seen.push(`text that holds: ${await ended(page.waitForFunction("document.title === ''"))}`)
await titleLater('first')
seen.push(`text that will hold: ${await ended(page.waitForFunction("document.title === 'first'"))}`)
await titleLater('second')
seen.push(`function that will hold: ${await ended(page.waitForFunction(() => document.title === 'second'))}`)
console.log(seen.join('; '))
await browser.close()
PROGRAM
seen=$(node "$work/look.mjs" "$(command -v chromium)")
echo "$seen"
[ "$seen" = 'evaluate: ok; text that holds: ok; text that will hold: EvalError; function that will hold: ok' ]
