#!/usr/bin/env bash
# docker 7.2.0 (PyPI, the Docker SDK for Python) on Docker Engine 20.10.24, and the same on 29 (moby/moby v2.0.0-beta.24, with --seccomp-profile=unconfined).
# Needs root, dockerd, docker, busybox-static and Python 3; starts a dockerd of its own in a temporary folder.
# `service.scale(4)` of a service with 3 replicas is meant to add one task. It replaces the three that run as well: the SDK reads the service with
# `insertDefaults=true` and sends back a spec in which every default is written out (restart policy, grace period, resources), which Swarm compares with the
# one before and finds another. `docker service scale` leaves them alone. `docker service inspect` shows no difference, since it fills in the defaults.
# After the SDK's call `docker stack deploy` of a file with the same 4 replicas replaces all tasks once more, because its spec has no defaults in it.
# `update()` and `force_update()` of the SDK read the service in the same way.
# Output seen: "docker service scale keeps 2 of 2; scale() keeps 0 of 3; inspect shows no change; the same stack deployed again keeps 0 of 4"
set -euo pipefail
work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon" || true; }; umount "$work"/exec/netns/default 2>/dev/null || true; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check docker==7.2.0

export DOCKER_HOST=unix://$work/docker.sock
dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" --bridge=none --iptables=false >"$work/log" 2>&1 &
daemon=$!
until docker version >/dev/null 2>&1; do
  kill -0 "$daemon" || { tail -3 "$work/log" >&2; exit 2; }
  sleep 0.2
done
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2389 >/dev/null
mkdir -p "$work/root/bin"
cp "$(command -v busybox)" "$work/root/bin/busybox"
ln -s busybox "$work/root/bin/sh"
ln -s busybox "$work/root/bin/sleep"
tar -C "$work/root" -c . | docker import - local/box:1 >/dev/null

deploy() { # deploy REPLICAS
  cat >"$work/stack.yml" <<YAML
version: "3.8"
services:
  app:
    image: local/box:1
    command: ["sh", "-c", "trap 'exit 0' TERM; sleep 100000 & wait"]
    networks: [host]
    deploy: {replicas: $1, update_config: {parallelism: 0, monitor: 1s}}
networks: {host: {external: true, name: host}}
YAML
  docker stack deploy --resolve-image never -c "$work/stack.yml" s >/dev/null 2>&1
}
running() { docker service ps s_app --filter desired-state=running --format '{{.ID}} {{.CurrentState}}' | sed -n 's/ Running.*//p' | sort; }
settle() { # settle REPLICAS: until so many run and no update goes on
  local tries=0
  until [ "$(running | wc -l)" = "$1" ] && [ "$(docker service inspect s_app --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}')" != updating ]; do
    tries=$((tries + 1))
    [ $tries -lt 240 ] || { docker service ps s_app >&2; exit 2; }
    sleep 0.5
  done
}
kept() { comm -12 <(echo "$before") <(running) | grep -c . || true; }

deploy 2
settle 2
before=$(running)
docker service scale --detach s_app=3 >/dev/null
settle 3
by_docker=$(kept)
before=$(running)
shown=$(docker service inspect s_app --format '{{json .Spec.TaskTemplate}}')
"$work/venv/bin/python" -c '
import docker, os
docker.DockerClient(base_url=os.environ["DOCKER_HOST"]).services.get("s_app").scale(4)'
settle 4
sleep 2
settle 4
by_sdk=$(kept)
[ "$(docker service inspect s_app --format '{{json .Spec.TaskTemplate}}')" = "$shown" ] && inspect='no change' || inspect='a change'
before=$(running)
deploy 4
sleep 2
settle 4
again=$(kept)
found="docker service scale keeps $by_docker of 2; scale() keeps $by_sdk of 3; inspect shows $inspect; the same stack deployed again keeps $again of 4"
echo "$found"
[ "$found" = 'docker service scale keeps 2 of 2; scale() keeps 0 of 3; inspect shows no change; the same stack deployed again keeps 0 of 4' ]
