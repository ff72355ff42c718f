#!/usr/bin/env bash
# Docker Engine 20.10.24 (Debian 12: docker.io); the same on 26.1.5 and on the 29 series (moby/moby v2.0.0-beta.24). Needs root, dockerd and docker; starts a
# dockerd of its own in a temporary folder.
# `docker events --filter label=com.docker.stack.namespace=web` is how a script follows one stack. It never shows a service or a config of it: their events carry
# a name and no labels, and the filter is held against the event, not against what the event is about. What it shows are containers, of this node alone. So a deploy
# that only changes labels, an update that Swarm pauses and a rollback are all missing, and no error says so.
# The filter `service=web_app` is no exact name: it lists every service whose name begins so, also web_app_worker, and those of another stack.
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
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2394 >/dev/null
since=$(date +%s.%N)
for name in web_app web_app_worker; do
  docker service create --quiet --detach --no-resolve-image --name $name --label com.docker.stack.namespace=web --replicas 0 local/none:1 >/dev/null
done
docker service update --quiet --detach --no-resolve-image --label-add version=2 web_app >/dev/null
echo x | docker config create --label com.docker.stack.namespace=web web_c - >/dev/null
listed() { docker events --since "$since" --until "$(date +%s.%N)" --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}' "$@" | sort | paste -sd,; }
tries=0
until all=$(listed) && [[ $all == *config* ]]; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || exit 2
  sleep 0.1
done
seen="all: $(listed --filter type=service --filter type=config)
label of the stack: $(listed --filter label=com.docker.stack.namespace=web)
service=web_app: $(listed --filter service=web_app)"
wanted='all: config create web_c,service create web_app,service create web_app_worker,service update web_app
label of the stack: 
service=web_app: service create web_app,service create web_app_worker,service update web_app'
echo "$seen"
[ "$seen" = "$wanted" ]
