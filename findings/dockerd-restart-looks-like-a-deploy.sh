#!/usr/bin/env bash
# Docker Engine 20.10.24 (Debian 12: docker.io); the same was seen on 26.1.5 and the 29 series. Needs root and dockerd.
# Version.Index and UpdatedAt of a service are what scripts compare to see whether it was deployed since: the API demands the index for an update, so it reads
# like the number of a revision. But a manager that starts, or becomes the leader, writes each service that has a virtual IP in a network again as it is; in a stack
# nearly all have one, in its default network. After a restart of dockerd, without any deploy, both have moved, while Spec, PreviousSpec and UpdateStatus are
# what they were. Services without a network, or with endpoint_mode dnsrr, are left alone, so within one stack some move and others do not.
# What tells a deploy is PreviousSpec, which it replaces, and UpdateStatus, which it clears or starts anew.
# Output seen: the lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon" || true; }; umount "$work"/exec/netns/default 2>/dev/null || true; rm -rf "$work"' EXIT
export DOCKER_CONFIG=$work DOCKER_HOST=unix://$work/docker.sock
start() {
  dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" --bridge=none --iptables=false >>"$work/log" 2>&1 &
  daemon=$!
  until docker "${@}" >/dev/null 2>&1; do
    kill -0 "$daemon" || { tail -3 "$work/log" >&2; exit 2; }
    sleep 0.2
  done
}
ask() { docker service inspect "$1" --format "$2"; }

start version
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2392 >/dev/null
# a has a virtual IP, b a network without one, c no network.
docker network create --driver overlay net >/dev/null
docker service create --quiet --detach --no-resolve-image --name a --replicas 0 --network net local/none:1 >/dev/null
docker service create --quiet --detach --no-resolve-image --name b --replicas 0 --network net --endpoint-mode dnsrr local/none:1 >/dev/null
docker service create --quiet --detach --no-resolve-image --name c --replicas 0 local/none:1 >/dev/null
docker service update --quiet --detach --no-resolve-image --label-add version=1.0.0 a >/dev/null
moving='{{.Version.Index}} {{.UpdatedAt}}'
lasting='{{json .Spec}} {{json .PreviousSpec}} {{json .UpdateStatus}}'
for name in a b c; do
  ask $name "$moving" >"$work/$name.moving"
  ask $name "$lasting" >"$work/$name.lasting"
done
kill "$daemon"
wait "$daemon" || true
start node inspect self
# The manager has written the services once it has written a.
read -r index _ <"$work/a.moving"
tries=0
while [ "$(ask a '{{.Version.Index}}')" = "$index" ]; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] || exit 2
  sleep 0.2
done
# Time for the others, if they are written, too.
sleep 3
seen=$(for name in a b c; do
  [ "$(ask $name "$moving")" = "$(cat "$work/$name.moving")" ] && echo -n "$name: index and time as before" || echo -n "$name: index and time moved"
  [ "$(ask $name "$lasting")" = "$(cat "$work/$name.lasting")" ] && echo ', the rest as before' || echo ', the rest changed'
done)
wanted='a: index and time moved, the rest as before
b: index and time as before, the rest as before
c: index and time as before, the rest as before'
echo "$seen"
[ "$seen" = "$wanted" ]
