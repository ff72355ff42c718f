#!/usr/bin/env bash
# Node 20.20.2, 22.23.3, 25.9.0 and 26.10.0 (npm package `node`). Needs npm.
# Node can `require()` an ECMAScript module, as long as it has no await at its top. It fails where the same module is being imported at that moment: with an
# assertion of Node's own, from 26 on with a code for it, though the import then succeeds, and so does the require a moment later. So a library that is written as modules
# cannot load a part late behind a synchronous function by require(): a caller who imports that part meanwhile breaks it, now and then.
# Here import() of a module is started, and one turn of promises later the module is required.
# Output seen: the four lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo 'export const leaf = 1' >leaf.mjs
echo "import './leaf.mjs'; export const part = 1" >part.mjs
cat >both.mjs <<'JS'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const tried = () => {
  try {
    return require('./part.mjs').part
  } catch (error) {
    return error.code ?? error.name
  }
}
const importing = import('./part.mjs')
await null
const during = tried()
const { part } = await importing
console.log(`during the import ${during}, imported ${part}, after it ${tried()}`)
JS
seen=
for version in 20.20.2 22.23.3 25.9.0 26.10.0; do
  npm install --silent --no-save --prefix "$version" "node@$version" >/dev/null
  seen+="$version: $("$version/node_modules/node/bin/node" --no-warnings both.mjs)"$'\n'
done
printf %s "$seen"
wanted='20.20.2: during the import ERR_INTERNAL_ASSERTION, imported 1, after it 1
22.23.3: during the import ERR_INTERNAL_ASSERTION, imported 1, after it 1
25.9.0: during the import ERR_INTERNAL_ASSERTION, imported 1, after it 1
26.10.0: during the import ERR_REQUIRE_ESM_RACE_CONDITION, imported 1, after it 1
'
[ "$seen" = "$wanted" ]
