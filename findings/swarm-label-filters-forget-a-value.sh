#!/usr/bin/env bash
# Docker Engine 20.10.24 (Debian 12: docker.io); the same on 26.1.5 and on the 29 series (moby/moby v2.0.0-beta.24). Needs root, dockerd, docker and curl; starts a
# dockerd of its own in a temporary folder.
# Two filters `label=…` mean that both hold, and `label=KEY=` means an empty value: so it is for containers, volumes and networks. For what Swarm keeps (services,
# secrets, configs, nodes, tasks) dockerd makes a map of the filters first:
#   - Two values of one label: the map has one of them, and which one changes from request to request, because the filters come from a Go map. The same
#     `docker service ls --filter label=a=1 --filter label=a=2` lists the services of 1, or those of 2. Both together hold for none.
#   - An empty value means any: `label=version=`, meant to find what has no version, lists every service that has the label.
#   - `label=a` beside `label=a=2` takes the value away again, in one request and not in the next.
# A script that narrows a list down by adding filters, or a library that joins the caller's filters with its own, so works on other services than those it asked for.
# Output seen: the seven lines in `wanted` below
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
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2393 >/dev/null
for label in one:a=1 two:a=2 empty:a= other:b=1; do
  docker service create --quiet --detach --no-resolve-image --name "${label%:*}" --label "${label#*:}" --replicas 0 local/none:1 >/dev/null
  echo x | docker config create --label "${label#*:}" "${label%:*}" - >/dev/null
  docker network create --driver overlay --label "${label#*:}" "${label%:*}" >/dev/null
done
list() { # list KIND LABELS: the names, each different answer of 60 requests
  for _ in $(seq 60); do
    curl --silent --unix-socket "$work/docker.sock" --get http://docker/v1.41/"$1" --data-urlencode "filters={\"label\":[$2]}" |
      grep -oE '"Name":"(one|two|empty|other)"' | cut -d'"' -f4 | sort | xargs echo
  done | sort -u | sed 's/^$/nothing/' | paste -sd'|' | sed 's/|/, or /g'
}
seen=$(for kind in services configs; do
  echo "$kind: a=1 and a=2: $(list $kind '"a=1","a=2"')"
  echo "$kind: a= : $(list $kind '"a="')"
  echo "$kind: a=2 and a: $(list $kind '"a=2","a"')"
done
echo "networks: $(list networks '"a=1","a=2"'); $(list networks '"a="'); $(list networks '"a=2","a"')")
wanted='services: a=1 and a=2: one, or two
services: a= : empty one two
services: a=2 and a: empty one two, or two
configs: a=1 and a=2: one, or two
configs: a= : empty one two
configs: a=2 and a: empty one two, or two
networks: nothing; empty; two'
echo "$seen"
[ "$seen" = "$wanted" ]
