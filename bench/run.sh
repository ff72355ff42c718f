#!/usr/bin/env bash
# Measures the built package beside git, go-git and isomorphic-git: builds the references and the package, then lets them all work. Needs Go 1.26 or newer.
#   npm run bench                       a whole run, about six minutes
#   npm run bench -- --quick            small checkouts and fewer runs
#   npm run bench -- --help             all options
set -euo pipefail
caller=${INIT_CWD:-$PWD}
cd "$(dirname "$0")/.."
if ! command -v go >/dev/null; then
  echo "the bench needs Go 1.26 or newer, and there is no go on this machine" >&2
  exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
golden/reference/build.sh "$work/reference" >&2
golden/reference/compose/build.sh "$work/reference" >&2
npm run --silent build:js
for program in run-bench measured-process refusal-process; do
  npx --no-install esbuild "bench/$program.ts" --bundle --platform=node --format=esm --log-level=warning --outfile="$work/$program.mjs" \
    --banner:js='import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);'
done
root=$PWD
cd "$caller"
node "$work/run-bench.mjs" --package "$root" --reference "$work/reference" "$@"
