#!/usr/bin/env bash
# Node 20.20.2, 22.12.0, 22.23.3, 24.21.0, 25.9.0 and 26.10.0 (npm package `node`). Needs npm.
# `AbortSignal.any([stop, AbortSignal.timeout(ms)])` gives a wait two ends. Nothing but the combination keeps its parts, and in some releases it does not:
#   - in 20 and 22.12 the timeout is collected as garbage, and the combination never aborts, even where the combination itself is kept and has a listener;
#   - in 22.23 and 25 a combination of a combination, of which only a listener is kept, is collected, though its controller is kept and aborts.
# Node's documentation of `any` has no such condition. A short test passes, because nothing is collected in its time; a wait of minutes hangs.
# A part that is kept in a variable which is still used later stays.
# Here garbage is collected by hand before the time is over, or before the controller aborts.
# Output seen: the six lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/ask.mjs" <<'JS'
import { setTimeout as sleep } from 'node:timers/promises'
const never = new AbortController()
const timeout = () => AbortSignal.timeout(600)
async function ends(start, then) {
  let ended = false
  const kept = start((signal) => {
    signal.addEventListener('abort', () => { ended = true })
    return signal
  })
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc()
    await sleep(20)
  }
  then?.(kept)
  for (let turn = 0; turn < 100 && !ended; turn++) await sleep(20)
  // Used here, so kept until here.
  return [ended, kept][0] ? 'aborts' : 'never'
}
const alone = await ends((listen) => listen(timeout()))
const combined = await ends((listen) => listen(AbortSignal.any([never.signal, timeout()])))
const part = await ends((listen) => {
  const kept = timeout()
  return [kept, listen(AbortSignal.any([never.signal, kept]))]
})
const twice = await ends(
  (listen) => {
    const stop = new AbortController()
    listen(AbortSignal.any([AbortSignal.any([stop.signal])]))
    return stop
  },
  (stop) => stop.abort(),
)
console.log(`${process.version}: timeout ${alone}; combined ${combined}; with its part kept ${part}; combined twice ${twice}`)
JS
ask() { # ask VERSION
  mkdir "$work/$1"
  npm install --silent --no-fund --no-audit --prefix "$work/$1" "node@$1" >/dev/null 2>&1
  "$work/$1/node_modules/node/bin/node" --expose-gc "$work/ask.mjs"
}
wanted='v20.20.2: timeout aborts; combined never; with its part kept aborts; combined twice aborts
v22.12.0: timeout aborts; combined never; with its part kept aborts; combined twice aborts
v22.23.3: timeout aborts; combined aborts; with its part kept aborts; combined twice never
v24.21.0: timeout aborts; combined aborts; with its part kept aborts; combined twice aborts
v25.9.0: timeout aborts; combined aborts; with its part kept aborts; combined twice never
v26.10.0: timeout aborts; combined aborts; with its part kept aborts; combined twice aborts'
seen=$(for version in 20.20.2 22.12.0 22.23.3 24.21.0 25.9.0 26.10.0; do ask $version; done)
echo "$seen"
[ "$seen" = "$wanted" ]
