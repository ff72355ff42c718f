#!/usr/bin/env bash
# docker/cli v28.5.2 (the client) beside compose-go v2.16.2 (the reader of docker compose), built from their Go modules (about a minute of CPU). Needs Go 1.25; no daemon
# is asked.
# An overlay gives a service another healthcheck, or takes its command away. In `docker compose` the later file wins. `docker stack deploy` joins the two tests into one
# command, `curl -f http://localhost CMD wget http://localhost:8080`: curl asks for hosts called CMD and wget too, fails, and the service is never healthy: the
# update fails. Each file alone is right, and no error says so. An empty list takes nothing away: the command of the first file stays.
# Output seen: the two lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >compose.yml <<'YAML'
version: "3.8"
services:
  app:
    image: example:1
    command: ["serve"]
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost"]
YAML
cat >compose.other.yml <<'YAML'
version: "3.8"
services:
  app:
    command: []
    healthcheck:
      test: ["CMD", "wget", "http://localhost:8080"]
YAML
export GOFLAGS=-mod=mod DOCKER_CONFIG=$work
source=$(go mod download -json github.com/docker/cli@v28.5.2+incompatible | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" cli
chmod -R u+w cli
cp cli/vendor.mod cli/go.mod
cp cli/vendor.sum cli/go.sum
(cd cli && go build -o "$work/docker" ./cmd/docker) >/dev/null 2>&1
mkdir go
cat >go/main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

func main() {
	files := []types.ConfigFile{}
	for _, name := range os.Args[1:] {
		files = append(files, types.ConfigFile{Filename: name})
	}
	details := types.ConfigDetails{WorkingDir: ".", ConfigFiles: files}
	read, err := loader.LoadWithContext(context.Background(), details, func(options *loader.Options) {
		options.SetProjectName("app", true)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	app := read.Services["app"]
	fmt.Printf("docker compose: command %q, test %q\n", []string(app.Command), []string(app.HealthCheck.Test))
}
GO
(cd go && go mod init ask && go get github.com/compose-spec/compose-go/v2@v2.16.2 && go build -o ../compose .) >/dev/null 2>&1
list() { ./docker stack config -c compose.yml -c compose.other.yml 2>/dev/null | sed -n "/^ *$1:/,/^ *[a-z]*:/p" | sed -n 's/^ *- \(.*\)/"\1"/p' | xargs -d'\n' echo; }
seen=$(echo "docker stack: command [$(list command)], test [$(list test)]"; ./compose compose.yml compose.other.yml 2>/dev/null)
wanted='docker stack: command ["serve"], test ["CMD" "curl" "-f" "http://localhost" "CMD" "wget" "http://localhost:8080"]
docker compose: command [], test ["CMD" "wget" "http://localhost:8080"]'
echo "$seen"
[ "$seen" = "$wanted" ]
