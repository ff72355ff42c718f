#!/usr/bin/env bash
# mikefarah/yq v4.54.3 beside docker/cli v28.5.2, both built from their Go modules (about a minute of CPU). Needs Go 1.25 or later; no daemon is asked.
# `networks: {proxy, internal}` is a map whose values are empty, the short form of a set; docker/cli takes it where a value may be left out. `yq -i` of any other
# key writes it as `{proxy: '', internal: ''}`: the empty value becomes a text. docker/cli refuses that file, `must be a mapping`, though the edit was elsewhere. In
# `environment: {TOKEN}`, the value that is taken from the environment, no error says so: docker compose passes on an empty one. In block style
# (`proxy:` and a line end) the value stays empty.
# Output seen: the four lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
export GOFLAGS=-mod=mod
GOBIN=$work go install github.com/mikefarah/yq/v4@v4.54.3 >/dev/null 2>&1
source=$(go mod download -json github.com/docker/cli@v28.5.2+incompatible | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" cli
chmod -R u+w cli
cp cli/vendor.mod cli/go.mod
cp cli/vendor.sum cli/go.sum
(cd cli && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1
cat >stack.yml <<'YAML'
version: "3.8"
services:
  app:
    image: example:1
    networks: {proxy, internal}
networks:
  proxy: {external: true}
  internal:
YAML
export DOCKER_CONFIG=$work
reads() { ./docker stack config -c stack.yml >out 2>&1 && echo takes it || head -1 out; }
seen=$(echo "before: docker/cli $(reads)"
./yq -i '.services.app.image = "example:2"' stack.yml
sed -n 's/^ *networks: {/networks: {/p; /internal:$/p' stack.yml
echo "after: docker/cli $(reads)")
wanted="before: docker/cli takes it
networks: {proxy: '', internal: ''}
  internal:
after: docker/cli services.app.networks.internal must be a mapping"
echo "$seen"
[ "$seen" = "$wanted" ]
