#!/usr/bin/env bash
# Asks the port and go-git (godotenv, docker/cli) about random states and texts until the time is up. Needs Go 1.26 or newer. Arguments go to the fuzz:
#   npm run fuzz -- --seconds 60 --seed 1 [--profile 5.16] [--kind states] [--save]      or --count N instead of --seconds
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v go >/dev/null; then
  echo 'the fuzz needs Go 1.26 or newer, and there is no go on this machine' >&2
  exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
golden/reference/build.sh "$work/reference" >&2
golden/reference/compose/build.sh "$work/reference" >&2
npx --no-install esbuild src/golden/run-fuzz.ts --bundle --platform=node --format=esm --log-level=warning --outfile="$work/fuzz.mjs" \
  --banner:js='import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);'
node "$work/fuzz.mjs" --reference "$work/reference" "$@"
