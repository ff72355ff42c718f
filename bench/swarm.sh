#!/usr/bin/env bash
# Measures the built package on a real Swarm of 500 services that it starts and ends. Needs root, docker.io and busybox-static.
#   npm run bench:swarm                 about six minutes
#   npm run bench:swarm -- --strict     exit 1 where a target was missed
#   npm run bench:swarm -- --quick      a smaller Swarm, one minute
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm run --silent build:js
npx --no-install esbuild bench/swarm/run-swarm-bench.ts --bundle --platform=node --format=esm --log-level=warning --outfile="$work/run.mjs" \
  --banner:js='import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);'
node "$work/run.mjs" --package "$PWD" "$@"
