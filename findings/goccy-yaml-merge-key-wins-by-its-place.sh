#!/usr/bin/env bash
# goccy/go-yaml v1.19.2 beside go-yaml 3.0.6 (go.yaml.in/yaml/v3), docker/cli's reader. Needs Go 1.24 or later.
# A map's own key wins over one that `<<` brings in, wherever `<<` stands, and of `<<: [*one, *two]` the first map wins: so says the type's definition, and so
# does go-yaml. goccy/go-yaml fills the map in the order of the text: a `<<` below an own key replaces it, and of a list the last map wins.
# Where `<<` is the first key and has one map, which is how most people write it, the two agree; so a tool is tried, trusted, and reads another image or label
# from the next stack file than `docker stack deploy` does. That is so for a map; a struct is not filled, for a `duplicate key` that the file does not have.
# Output seen: "go-yaml: above own, below own, list first; goccy: above own, below base, list second"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/goccy/go-yaml"
	v3 "go.yaml.in/yaml/v3"
)

const stack = `
base: &base {image: base}
one: &one {image: first}
two: &two {image: second}
above:
  <<: *base
  image: own
below:
  image: own
  <<: *base
list:
  <<: [*one, *two]
`

func read(unmarshal func([]byte, any) error) string {
	var services map[string]any
	if err := unmarshal([]byte(stack), &services); err != nil {
		return err.Error()
	}
	image := func(name string) string { return fmt.Sprint(name, " ", services[name].(map[string]any)["image"]) }
	return image("above") + ", " + image("below") + ", " + image("list")
}

func main() {
	fmt.Println("go-yaml: " + read(v3.Unmarshal) + "; goccy: " + read(func(text []byte, to any) error { return yaml.Unmarshal(text, to) }))
}
GO
export GOFLAGS=-mod=mod
{ go mod init ask && go get go.yaml.in/yaml/v3@v3.0.6 github.com/goccy/go-yaml@v1.19.2; } >/dev/null 2>&1
seen=$(go run .)
echo "$seen"
[ "$seen" = 'go-yaml: above own, below own, list first; goccy: above own, below base, list second' ]
