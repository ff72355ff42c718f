#!/usr/bin/env bash
# Runs the port beside the libraries themselves: builds the reference and one of the programs of compare/, then lets it ask both. Needs Go 1.26 or newer.
#   npm run compare -- --states catalogue       run-comparison: named worktree states, texts
#   npm run fuzz -- --seconds 60 --seed 1       run-fuzz: random states and texts, compose files too
#   npm run compare:yaml                        yaml-opinion: npm yaml and src/compose/yaml beside docker/cli; without Go, beside each other
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1
shift
reference=()
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v go >/dev/null; then
  [ "$program" = yaml-opinion ] || golden/reference/build.sh "$work/reference" >&2
  [ "$program" = run-comparison ] || golden/reference/compose/build.sh "$work/reference" >&2
  reference=(--reference "$work/reference")
elif [ "$program" != yaml-opinion ]; then
  echo "$program needs Go 1.26 or newer, and there is no go on this machine" >&2
  exit 2
fi
npx --no-install esbuild "compare/$program.ts" --bundle --platform=node --format=esm --log-level=warning --outfile="$work/program.mjs" \
  --banner:js='import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);'
node "$work/program.mjs" "${reference[@]}" "$@"
