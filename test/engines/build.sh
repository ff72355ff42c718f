#!/usr/bin/env bash
# Builds the Docker Engine of the 29 series from its Go modules, once, for live tests with ENGINE=29 (test/support/engine.ts):
# ~/.cache/abra-deploy-version/engines/29/bin has dockerd, docker-proxy and runc. Needs Go 1.26 and gcc; about 5 minutes of CPU time.
set -euo pipefail

moby=v2.0.0-beta.24
runc=v1.5.3
bin=${XDG_CACHE_HOME:-$HOME/.cache}/abra-deploy-version/engines/29/bin
built=$bin/.built

[ "$(cat "$built" 2>/dev/null)" = "moby $moby, runc $runc" ] && exit 0
for command in go gcc; do
  command -v $command >/dev/null || { echo "test/engines/build.sh: no $command found; Go 1.26 or newer and gcc are needed" >&2; exit 2; }
done
mkdir -p "$bin"
cd "$bin"
# One compile at a time, for the sake of memory.
export GOFLAGS='-p=1 -buildvcs=false' GOWORK=off GOBIN=$bin
install() { # install CGO_ENABLED PROGRAM
  echo "building $2"
  CGO_ENABLED=$1 nice go install "$2"
}
# The engine asks for a runc that knows the time namespace; Debian 12's 1.1.5 does not. runc has C in it, and without libseccomp's headers no seccomp.
install 1 github.com/opencontainers/runc@$runc
install 0 github.com/moby/moby/v2/cmd/docker-proxy@$moby
install 0 github.com/moby/moby/v2/cmd/dockerd@$moby
echo "moby $moby, runc $runc" >"$built"
