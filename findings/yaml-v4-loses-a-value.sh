#!/usr/bin/env bash
# go.yaml.in/yaml/v4 v4.0.0 beside v3.0.6 (docker/cli's reader) and goccy/go-yaml v1.19.2. Needs Go 1.25 or later.
# `<<` merges where it is a key. As a value it is an ordinary text to v3 and goccy. v4.0.0 drops it without an error: an item of a list goes missing, so that the ones after
# it move up, and of a map the key goes with it. With quotes it stays. A tool that moves from v3 to v4 so reads another command, or a
# map without the key, from a file that docker deploys as it stands.
# Output seen: the three lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >stack.yml <<'YAML'
command: [psql, <<, EOF]
labels:
  quote: "<<"
  shift: <<
  after: a
YAML
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/goccy/go-yaml"
	v3 "go.yaml.in/yaml/v3"
	v4 "go.yaml.in/yaml/v4"
)

func main() {
	text, err := os.ReadFile("stack.yml")
	if err != nil {
		panic(err)
	}
	show := func(name string, read func(into any) error) {
		var seen map[string]any
		err := read(&seen)
		shown, _ := json.Marshal(seen)
		fmt.Println(name+":", string(shown), err)
	}
	show("v3.0.6", func(into any) error { return v3.Unmarshal(text, into) })
	show("goccy", func(into any) error { return yaml.Unmarshal(text, into) })
	show("v4.0.0", func(into any) error { return v4.Unmarshal(text, into) })
}
GO
export GOFLAGS=-mod=mod
{ go mod init ask && go get go.yaml.in/yaml/v3@v3.0.6 go.yaml.in/yaml/v4@v4.0.0 github.com/goccy/go-yaml@v1.19.2; } >/dev/null 2>&1
seen=$(go run . | sed 's/\\u003c/</g')
wanted='v3.0.6: {"command":["psql","<<","EOF"],"labels":{"after":"a","quote":"<<","shift":"<<"}} <nil>
goccy: {"command":["psql","<<","EOF"],"labels":{"after":"a","quote":"<<","shift":"<<"}} <nil>
v4.0.0: {"command":["psql","EOF"],"labels":{"after":"a","quote":"<<"}} <nil>'
echo "$seen"
[ "$seen" = "$wanted" ]
