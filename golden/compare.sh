#!/usr/bin/env bash
# Runs the port beside go-git itself: builds the reference (Go 1.26 or newer) and the comparison, then asks both. Arguments go to the comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v go >/dev/null; then
  echo 'the comparison needs Go 1.26 or newer, and there is no go on this machine' >&2
  exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
golden/reference/build.sh "$work/reference" >&2
npx --no-install esbuild src/golden/run-comparison.ts --bundle --platform=node --format=esm --log-level=warning --outfile="$work/compare.mjs" \
  --banner:js='import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
node "$work/compare.mjs" --reference "$work/reference" "$@"
