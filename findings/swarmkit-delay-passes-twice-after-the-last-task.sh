#!/usr/bin/env bash
# Docker Engine 20.10.24 (Debian 12: docker.io, busybox-static); the same was seen on 26.1.5 and the 29 series. Needs root, dockerd and /bin/busybox.
# docs.docker.com calls `update_config.delay` the time to wait between updating a group of containers. It passes after the last task as well, and then Swarm
# watches for the delay and one second more, where that is longer than `monitor`. An update of one task with a delay of 5 s and a monitor of 1 s stays `updating`
# for 11 s after its task runs; with `delay: 1h` for two hours. A wait for the end of the update seems to hang.
# Output seen: "an update of one task, delay 5 s, monitor 1 s: completed 11 s after the task began to run"
set -euo pipefail
work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || { docker service rm a >/dev/null 2>&1 || true; sleep 3; kill "$daemon"; wait "$daemon" || true; }; umount "$work"/exec/netns/default 2>/dev/null || true; rm -rf "$work"' EXIT
export DOCKER_CONFIG=$work DOCKER_HOST=unix://$work/docker.sock
dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" --bridge=none --iptables=false >>"$work/log" 2>&1 &
daemon=$!
until docker version >/dev/null 2>&1; do
  kill -0 "$daemon" || { tail -3 "$work/log" >&2; exit 2; }
  sleep 0.2
done
mkdir -p "$work/root/bin"
cp /bin/busybox "$work/root/bin/busybox"
tar -C "$work/root" -cf - . | docker import - local/busybox:1 >/dev/null
docker swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2393 >/dev/null
docker service create --quiet --detach --no-resolve-image --name a --network host --stop-grace-period 1s --update-delay 5s --update-monitor 1s \
  local/busybox:1 /bin/busybox sleep 1000 >/dev/null
tries=0
state() { docker service ps a --filter desired-state=running --format '{{.CurrentState}}'; }
until [[ $(state) == Running* ]]; do tries=$((tries + 1)); [ $tries -lt 300 ] || exit 2; sleep 0.2; done
docker service update --quiet --detach --no-resolve-image --env-add x=1 a >/dev/null
until [ "$(docker service inspect a --format '{{with .UpdateStatus}}{{.State}}{{end}}')" = completed ]; do tries=$((tries + 1)); [ $tries -lt 600 ] || exit 2; sleep 0.2; done
ran=$(docker inspect "$(docker service ps a -q --filter desired-state=running)" --format '{{.Status.Timestamp.Unix}}')
ended=$(docker service inspect a --format '{{.UpdateStatus.CompletedAt.Unix}}')
echo "an update of one task, delay 5 s, monitor 1 s: completed $((ended - ran)) s after the task began to run"
# Rounded to seconds, on a machine that may be busy.
[ $((ended - ran)) -ge 10 ]
