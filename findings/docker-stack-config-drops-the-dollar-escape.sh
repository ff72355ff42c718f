#!/usr/bin/env bash
# docker/cli v28.5.2, the client built from its Go module (about a minute of CPU). Needs Go 1.24 or later; no daemon is asked.
# `docker stack config` prints the merged file with variables filled in, but writes an escaped `$$` as a bare `$`. Its output is a compose file again, and
# `docker stack config … | docker stack deploy -c -` fills it in a second time: `echo $$HOME`, meant for the container's shell, becomes the HOME of the
# person who deploys, without a warning. A regular expression that ends in `$$` (a Traefik rule) is refused in the second pass instead.
# `docker compose config` writes `$$` again. With --skip-interpolation nothing is filled in at all.
# Output seen: "first echo $HOME; second echo /elsewhere; rule refused"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
module=github.com/docker/cli@v28.5.2+incompatible
source=$(cd "$work" && go mod download -json "$module" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" "$work/cli"
chmod -R u+w "$work/cli"
cp "$work/cli/vendor.mod" "$work/cli/go.mod"
cp "$work/cli/vendor.sum" "$work/cli/go.sum"
(cd "$work/cli" && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1

config() { HOME=/elsewhere DOCKER_CONFIG=$work "$work/docker" stack config -c "$1"; }
cat >"$work/shell.yml" <<'YML'
version: "3.8"
services:
  app:
    image: example
    command: [sh, -c, "echo $$HOME"]
YML
cat >"$work/rule.yml" <<'YML'
version: "3.8"
services:
  app:
    image: example
    deploy:
      labels:
        rule: "^x$$"
YML
config "$work/shell.yml" >"$work/shell-once.yml"
config "$work/rule.yml" >"$work/rule-once.yml"
echoed() { sed -n 's/^ *- \(echo .*\)$/\1/p' "$1"; }
config "$work/shell-once.yml" >"$work/shell-twice.yml"
config "$work/rule-once.yml" >/dev/null 2>"$work/said" && rule=taken || rule=$(grep -q 'invalid interpolation format' "$work/said" && echo refused)
seen="first $(echoed "$work/shell-once.yml"); second $(echoed "$work/shell-twice.yml"); rule $rule"
echo "$seen"
[ "$seen" = 'first echo $HOME; second echo /elsewhere; rule refused' ]
