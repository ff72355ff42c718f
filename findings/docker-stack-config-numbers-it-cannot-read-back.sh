#!/usr/bin/env bash
# docker/cli v28.5.2, the client built from its Go module (about a minute of CPU). Needs Go 1.24 or later; no daemon is asked.
# `docker stack config` takes `extra_hosts: {db: 5}`, a number where an address is meant, and prints it as `db:%!s(int=5)`, the mark of a failed Go format;
# read again, that text is taken without an error, and as another one: its `=` ends the name of the host, which is now `db:%!s(int`. `ulimits: {core: 0}`, which forbids core dumps, is printed as `core: {}`: its zero
# is lost, and the loader refuses the printed file, because a limit in two parts needs both. So `docker stack config … | docker stack deploy -c -` deploys
# something else, or fails, where the file itself deploys.
# Output seen: "hosts: db:%!s(int=5), again db:%!s(int:5); core: {}, again refused"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
source=$(cd "$work" && go mod download -json github.com/docker/cli@v28.5.2+incompatible | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" "$work/cli"
chmod -R u+w "$work/cli"
cp "$work/cli/vendor.mod" "$work/cli/go.mod"
cp "$work/cli/vendor.sum" "$work/cli/go.sum"
(cd "$work/cli" && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1

config() { DOCKER_CONFIG=$work "$work/docker" stack config -c "$1"; }
cat >"$work/hosts.yml" <<'YML'
version: "3.8"
services:
  app:
    image: example
    extra_hosts: {db: 5}
YML
cat >"$work/core.yml" <<'YML'
version: "3.8"
services:
  app:
    image: example
    ulimits: {core: 0}
YML
config "$work/hosts.yml" >"$work/hosts-once.yml"
config "$work/core.yml" >"$work/core-once.yml"
hosts() { grep -o 'db:[^"]*' "$1"; }
config "$work/hosts-once.yml" >"$work/hosts-twice.yml"
config "$work/core-once.yml" >/dev/null 2>"$work/said" && again=taken || again=refused
seen="hosts: $(hosts "$work/hosts-once.yml"), again $(hosts "$work/hosts-twice.yml"); $(sed -n 's/^ *\(core:.*\)$/\1/p' "$work/core-once.yml"), again $again"
echo "$seen"
[ "$seen" = 'hosts: db:%!s(int=5), again db:%!s(int:5); core: {}, again refused' ]
