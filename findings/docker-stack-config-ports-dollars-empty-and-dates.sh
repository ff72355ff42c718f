#!/usr/bin/env bash
# docker/cli v28.5.2, the client built from its Go module (about a minute of CPU). Needs Go 1.24 or later; no daemon is asked. Four files that
# `docker stack config` (and so `docker stack deploy`) reads otherwise than they look:
# - A service publishes 53/tcp and 53/udp. A second compose file that only adds a label to it drops one of the two: ports are merged by the published number.
# - `$A-$B` without braces is one variable A with the default `$B`: with A=1 and B=2 it gives `1`, where a shell gives `1-2`.
# - `NAME: ""` under environment, meant to be empty, takes NAME from the environment of the person who deploys.
# - The label `on: 2024-01-01` without quotes becomes `2024-01-01 00:00:00 +0000 UTC`; npm yaml 2.9.1 and YAML 1.2 read the text as it stands.
# Output seen: "one file 2 ports, two files 1; dollars 1; empty deployer; date 2024-01-01 00:00:00 +0000 UTC"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
module=github.com/docker/cli@v28.5.2+incompatible
source=$(cd "$work" && go mod download -json "$module" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" "$work/cli"
chmod -R u+w "$work/cli"
cp "$work/cli/vendor.mod" "$work/cli/go.mod"
cp "$work/cli/vendor.sum" "$work/cli/go.sum"
(cd "$work/cli" && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1

config() { A=1 B=2 NAME=deployer DOCKER_CONFIG=$work "$work/docker" stack config "$@"; }
cat >"$work/dns.yml" <<'YML'
version: "3.8"
services:
  dns:
    image: example
    ports: ["53:53/tcp", "53:53/udp"]
YML
cat >"$work/label.yml" <<'YML'
version: "3.8"
services:
  dns:
    labels: ["a=b"]
YML
cat >"$work/values.yml" <<'YML'
version: "3.8"
services:
  app:
    image: example
    hostname: "$A-$B"
    environment:
      NAME: ""
    labels:
      on: 2024-01-01
YML
ports() { config "$@" | grep -c 'published:'; }
value() { sed -n "s/^ *$1: //p" "$work/values-read.yml"; }
config -c "$work/values.yml" >"$work/values-read.yml"
seen="one file $(ports -c "$work/dns.yml") ports, two files $(ports -c "$work/dns.yml" -c "$work/label.yml")"
seen+="; dollars $(value hostname | tr -d '"'); empty $(value NAME); date $(value '"on"')"
echo "$seen"
[ "$seen" = 'one file 2 ports, two files 1; dollars 1; empty deployer; date 2024-01-01 00:00:00 +0000 UTC' ]
