#!/usr/bin/env bash
# npm run test:engines [-- VITEST ARGUMENTS]: the live suite on each engine of ENGINES, one after another: 29 is built (build.sh), 26.1 is unpacked from
# Debian 13's packages (unpack.sh), any other name is the machine's own Docker, whose version has to begin so.
set -uo pipefail
cd "$(dirname "$0")/../.."

failed=()
for engine in $(tr , ' ' <<<"${ENGINES:-20.10,29}"); do
  echo "== live tests on Docker Engine $engine"
  case $engine in
  26.1) make=test/engines/unpack.sh ;;
  29) make=test/engines/build.sh ;;
  *) make=/dev/null ;;
  esac
  bash $make && ENGINE=$engine npx --no-install vitest run --config vitest.live.config.ts "$@" || failed+=("$engine")
done
[ ${#failed[@]} -eq 0 ] || { echo "failed on engine ${failed[*]}" >&2; exit 1; }
