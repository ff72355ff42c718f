#!/usr/bin/env bash
# docker-modem 5.0.7 (npm; dockerode asks through it). Needs Node 20; no daemon is asked.
# `new Docker({ socketPath: '/run/a.sock' })` names a daemon. With DOCKER_HOST=tcp://… in the environment the option is dropped without a word, and the
# daemon of the environment is asked; with DOCKER_HOST=unix://… the option wins. For docker/cli an explicit --host always wins.
# Output seen: "tcp: 192.0.2.1; unix: /run/a.sock"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit --prefix . docker-modem@5.0.7 >/dev/null 2>&1
cat >ask.cjs <<'JS'
const Modem = require('docker-modem')
const { socketPath, host } = new Modem({ socketPath: '/run/a.sock' })
console.log(socketPath ?? host)
JS
seen="tcp: $(DOCKER_HOST=tcp://192.0.2.1:2375 node ask.cjs); unix: $(DOCKER_HOST=unix:///run/b.sock node ask.cjs)"
echo "$seen"
[ "$seen" = 'tcp: 192.0.2.1; unix: /run/a.sock' ]
