#!/usr/bin/env bash
# docker-modem 5.0.7 (npm; dockerode asks through it) beside docker/cli v28.5.2, built from its Go module (about a minute of CPU). Needs Node 20 and Go 1.24.
# An address may name a socket on the other machine: DOCKER_HOST=ssh://me@host/run/user/1000/docker.sock, the rootless daemon of a user. docker/cli runs
# `docker --host=unix:///run/user/1000/docker.sock system dial-stdio` there. docker-modem takes the address without complaint, leaves its path out and runs
# `docker system dial-stdio`: the machine's default daemon answers instead, so a script lists, or removes, the services of another Docker than `docker` does
# with the same variable. Docker for Python 7.1.0 refuses such an address.
# An ssh server in the script's own process (ssh2, which docker-modem brings) notes what it is asked to run; no daemon is needed.
# Output seen: "docker-modem runs: docker system dial-stdio; docker/cli runs: docker --host=unix:///run/user/1000/docker.sock system dial-stdio"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit --prefix . docker-modem@5.0.7 >/dev/null 2>&1
cat >ask.cjs <<'JS'
const Modem = require('docker-modem')
const { Server, utils } = require('ssh2')
const { private: key } = utils.generateKeyPairSync('ed25519')
const server = new Server({ hostKeys: [key] }, (client) => {
  client.on('error', () => {})
  client.on('authentication', (request) => request.accept())
  client.on('ready', () =>
    client.on('session', (accept) =>
      accept().on('exec', (take, _reject, { command }) => {
        console.log(command)
        process.exit()
      }),
    ),
  )
})
server.listen(0, '127.0.0.1', () => {
  process.env.DOCKER_HOST = `ssh://me@127.0.0.1:${server.address().port}/run/user/1000/docker.sock`
  const modem = new Modem({ sshOptions: { password: 'x' } })
  modem.dial({ path: '/version', method: 'GET', statusCodes: { 200: true } }, () => process.exit(1))
})
JS
modem=$(node ask.cjs 2>/dev/null)

export GOFLAGS=-mod=mod
source=$(go mod download -json github.com/docker/cli@v28.5.2+incompatible | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" cli
chmod -R u+w cli
cp cli/vendor.mod cli/go.mod
cp cli/vendor.sum cli/go.sum
(cd cli && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1
mkdir bin
printf '#!/bin/sh\nfor last; do :; done\nprintf "%%s\\n" "$*" >>"%s/asked"\nexit 1\n' "$work" >bin/ssh
chmod +x bin/ssh
PATH=$work/bin:$PATH DOCKER_CONFIG=$work DOCKER_HOST=ssh://me@host.example/run/user/1000/docker.sock ./docker version >/dev/null 2>&1 || true
cli=$(sed -n '1s/.* -- host\.example //p' asked | tr -d "'")
seen="docker-modem runs: $modem; docker/cli runs: $cli"
echo "$seen"
[ "$seen" = 'docker-modem runs: docker system dial-stdio; docker/cli runs: docker --host=unix:///run/user/1000/docker.sock system dial-stdio' ]
