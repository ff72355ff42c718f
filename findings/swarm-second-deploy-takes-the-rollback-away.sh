#!/usr/bin/env bash
# Docker Engine 20.10.24 (Debian 12: docker.io); the same on 26.1.5 and on the 29 series (moby/moby v2.0.0-beta.24). Needs root, dockerd, docker and busybox-static; starts a
# dockerd of its own in a temporary folder.
# `docker stack deploy` of the same file again is thought to change nothing. Swarm takes it for a new update from the new spec to the new spec: PreviousSpec, where a
# rollback goes, becomes the new spec, and UpdateStatus is cleared. While an update is still being watched, that ends the watch. The new task then fails, and
# `failure_action: rollback` does not act: the service is down. Without the second deploy Swarm rolls it back. A CI job that tries a deploy again,
# or a person who is not sure that it was sent, so takes away the rollback that would have saved the service.
# `docker service rollback` afterwards ends without an error and leaves the new version, because that is the former one, too.
# Output seen: the three lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon" || true; }; umount "$work"/exec/netns/default 2>/dev/null || true; rm -rf "$work"' EXIT
export DOCKER_CONFIG=$work DOCKER_HOST=unix://$work/docker.sock
dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" --bridge=none --iptables=false >"$work/log" 2>&1 &
daemon=$!
until docker version >/dev/null 2>&1; do
  kill -0 "$daemon" || { tail -3 "$work/log" >&2; exit 2; }
  sleep 0.2
done
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2396 >/dev/null
mkdir -p "$work/root/bin"
cp "$(command -v busybox)" "$work/root/bin/busybox"
ln -s busybox "$work/root/bin/sh"
ln -s busybox "$work/root/bin/sleep"
tar -C "$work/root" -c . | docker import - local/box:1 >/dev/null
deploy() { # deploy STACK VERSION COMMAND
  cat >"$work/stack.yml" <<YAML
version: "3.8"
services:
  app:
    image: local/box:1
    command: ["sh", "-c", "$3"]
    networks: [host]
    deploy:
      labels: {version: "$2"}
      restart_policy: {condition: on-failure, delay: 1s, max_attempts: 1}
      update_config: {order: start-first, failure_action: rollback, monitor: 20s}
networks: {host: {external: true, name: host}}
YAML
  docker stack deploy --resolve-image never -c "$work/stack.yml" "$1" >/dev/null 2>&1
}
state() { docker service inspect "$1_app" --format '{{index .Spec.Labels "version"}} {{if .UpdateStatus}}{{.UpdateStatus.State}}{{else}}no update{{end}}'; }
running() { docker service ps "$1_app" --filter desired-state=running --format '{{.CurrentState}}' | grep -c ^Running || true; }
states() { docker service ps "$1_app" --format '{{.CurrentState}}' | cut -d' ' -f1 | sort | paste -sd' '; }
until_is() { # until_is WANTED COMMAND…
  local wanted=$1 tries=0
  shift
  until [ "$("$@")" = "$wanted" ]; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { docker service ps "$2_app" >&2; exit 2; }
    sleep 0.2
  done
}
good="trap 'exit 0' TERM; sleep 100000 & wait"
bad='sleep 6; exit 1'
for stack in once twice; do deploy $stack 1 "$good"; done
for stack in once twice; do until_is 1 running $stack; done
for stack in once twice; do deploy $stack 2 "$bad"; done
# The former task has ended, and the new one is being watched.
until_is 'Running Shutdown' states twice
deploy twice 2 "$bad"
until_is '1 rollback_completed' state once
until_is 1 running once
until_is 0 running twice
# Time for Swarm to roll this one back, too.
sleep 10
seen=$(for stack in once twice; do echo "deployed $stack: version $(state $stack), $(running $stack) running"; done
docker service rollback --detach --quiet twice_app >/dev/null
echo "docker service rollback: version $(docker service inspect twice_app --format '{{index .Spec.Labels "version"}}')")
wanted='deployed once: version 1 rollback_completed, 1 running
deployed twice: version 2 no update, 0 running
docker service rollback: version 2'
echo "$seen"
[ "$seen" = "$wanted" ]
