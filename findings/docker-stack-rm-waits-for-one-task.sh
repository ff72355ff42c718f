#!/usr/bin/env bash
# docker/cli v28.5.2, built from its Go module, on Docker Engine 20.10.24 (the code of v29.9.3 is the same). Needs root, dockerd, busybox-static, Go 1.24.
# `docker stack rm --detach=false` is said to wait for the removal of the stack. It asks for the stack's tasks again and again, and counts one at each answer in
# which ANY task has ended; it is done when it has counted as often as there are tasks. So the first task that has ended ends the wait, a few answers later,
# whatever the others do; one that ended before, and is still in the history, ends it at once. The exit code is 0.
# What follows in a script then meets a stack that still runs: a deploy of the same name finds its networks half removed, a removal of its volumes fails.
# Here two replicas need 10 seconds to stop, and a third one, which stops at once, ends the wait.
# Output seen: "exit code 0, 2 of 3 containers run on"
set -euo pipefail
work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon" || true; }; umount "$work"/exec/netns/default 2>/dev/null || true; chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
source=$(cd "$work" && go mod download -json github.com/docker/cli@v28.5.2+incompatible | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" "$work/cli"
chmod -R u+w "$work/cli"
cp "$work/cli/vendor.mod" "$work/cli/go.mod"
cp "$work/cli/vendor.sum" "$work/cli/go.sum"
(cd "$work/cli" && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1
docker() { "$work/docker" "$@"; }

export DOCKER_CONFIG=$work DOCKER_HOST=unix://$work/docker.sock
dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" --bridge=none --iptables=false >"$work/log" 2>&1 &
daemon=$!
until docker version >/dev/null 2>&1; do
  kill -0 "$daemon" || { tail -3 "$work/log" >&2; exit 2; }
  sleep 0.2
done
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2391 >/dev/null
mkdir -p "$work/root/bin"
cp "$(command -v busybox)" "$work/root/bin/busybox"
ln -s busybox "$work/root/bin/sh"
ln -s busybox "$work/root/bin/sleep"
tar -C "$work/root" -c . | docker import - local/box:1 >/dev/null
cat >"$work/stack.yml" <<'YAML'
version: "3.8"
services:
  slow:
    image: local/box:1
    command: ["sh", "-c", "trap '' TERM; sleep 100000"]
    stop_grace_period: 10s
    networks: [host]
    deploy: {replicas: 2}
  quick:
    image: local/box:1
    command: ["sh", "-c", "trap 'exit 0' TERM; sleep 100000 & wait"]
    networks: [host]
networks: {host: {external: true, name: host}}
YAML
docker stack deploy --detach --resolve-image never -c "$work/stack.yml" s >/dev/null
tries=0
until [ "$(docker service ls --format '{{.Replicas}}' | sort | tr '\n' ' ')" = '1/1 2/2 ' ]; do
  tries=$((tries + 1))
  [ $tries -lt 240 ] || { docker stack ps s >&2; exit 2; }
  sleep 0.5
done
ended=0
docker stack rm --detach=false s >/dev/null || ended=$?
seen="exit code $ended, $(docker ps -q | wc -l) of 3 containers run on"
echo "$seen"
until [ -z "$(docker ps -q)" ]; do sleep 0.5; done
[ "$seen" = 'exit code 0, 2 of 3 containers run on' ]
