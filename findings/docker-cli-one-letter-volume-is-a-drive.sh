#!/usr/bin/env bash
# docker/cli v28.5.2, the client built from its Go module (about a minute of CPU). Needs Go 1.24 or later; no daemon is asked.
# In `docker stack deploy` a named volume whose name is one letter is taken for a drive of Windows, on Linux too. `x:/data` becomes an anonymous volume whose
# path in the container is the text `x:/data`; the declared volume x is not used, and nothing says so. Two letters are a volume, and so is the long form.
# Output seen: "x:/data is a volume '' at x:/data; xy:/data is a volume 'xy' at /data; long form is a volume 'x' at /data"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
source=$(cd "$work" && go mod download -json github.com/docker/cli@v28.5.2+incompatible | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" "$work/cli"
chmod -R u+w "$work/cli"
cp "$work/cli/vendor.mod" "$work/cli/go.mod"
cp "$work/cli/vendor.sum" "$work/cli/go.sum"
(cd "$work/cli" && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1

mounted() { # mounted VOLUME-ENTRY NAME
  printf 'version: "3.8"\nservices:\n  app:\n    image: example\n    volumes:\n      - %s\nvolumes:\n  %s:\n' "$1" "$2" >"$work/compose.yml"
  DOCKER_CONFIG=$work "$work/docker" stack config -c "$work/compose.yml" >"$work/read.yml"
  value() { sed -n "s/^ *-\{0,1\} *$1: \(.*\)\$/\1/p" "$work/read.yml"; }
  printf "is a %s '%s' at %s" "$(value type)" "$(value source)" "$(value target)"
}
seen="x:/data $(mounted x:/data x); xy:/data $(mounted xy:/data xy)"
seen+="; long form $(mounted '{type: volume, source: x, target: /data}' x)"
echo "$seen"
[ "$seen" = "x:/data is a volume '' at x:/data; xy:/data is a volume 'xy' at /data; long form is a volume 'x' at /data" ]
