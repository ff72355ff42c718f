#!/usr/bin/env bash
# npm run release: checks that a version can be released and packs it; run-release.ts says what is checked. Publishes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npx --no-install esbuild release/run-release.ts --bundle --platform=node --format=esm --log-level=warning --outfile="$work/run-release.mjs"
node "$work/run-release.mjs" "$@"
