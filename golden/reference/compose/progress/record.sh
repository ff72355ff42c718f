#!/bin/sh
# Records how docker/cli's wait for a service ends on each recording of golden/swarm, in about half a minute:
#   golden/reference/compose/progress/record.sh            writes golden/swarm/waiting/docker-cli.json
#   golden/reference/compose/progress/record.sh --check    writes nothing; exit code 1 where a byte would change
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../../../.." && pwd -P)
recorded=$root/golden/swarm/waiting/docker-cli.json
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

cd -- "$here"
CGO_ENABLED=0 GOFLAGS='' GOWORK=off GOTOOLCHAIN=local go build -trimpath -buildvcs=false -mod=readonly -o "$work/reference-progress" .
cd -- "$root/golden/swarm"
"$work/reference-progress" ./*.json engine-29/*.json >"$work/docker-cli.json"
if [ "${1:-}" = --check ]; then
  diff -u -- "$recorded" "$work/docker-cli.json"
else
  mkdir -p -- "$(dirname -- "$recorded")"
  cp -- "$work/docker-cli.json" "$recorded"
fi
