#!/usr/bin/env bash
# Runs every command on every hostile checkout, app file, answer and saved file, and watches what it does to the world.
#   npm run hostile                     all of it, about six minutes; --record writes docs/security.md
#   npm run hostile -- --family trees   one family; --name PART, --command PART choose, too
#   npm run hostile -- --fuzz --count 20000 --seed 1    changed bytes in every format that is read, in one process
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm run --silent build:js
for program in run-hostile hostile-calls; do
  npx --no-install esbuild "compare/hostile/$program.ts" --bundle --platform=node --format=esm --log-level=warning --outfile="$work/$program.mjs" \
    --banner:js='import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);'
done
node "$work/run-hostile.mjs" --calls "$work/hostile-calls.mjs" "$@"
