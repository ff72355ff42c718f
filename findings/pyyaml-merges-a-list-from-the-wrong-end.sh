#!/usr/bin/env bash
# PyYAML 6.0.4 beside 6.0.3 (PyPI), and go-yaml 3.0.6 (go.yaml.in/yaml/v3), docker/cli's reader. Needs Python 3 and Go 1.24 or later.
# `<<: [*one, *two]` takes over the keys of two maps; where both have a key, the first map wins, so says the type's definition, and so do 6.0.3 and go-yaml.
# In 6.0.4 the last map wins. It is meant to leave out what it has seen, but compares the key's text by identity, not by value: two equal keys of a document
# are two objects. CPython keeps one object for each text of one character, so such a key follows the rule. That also turns over a chain: where a map merges
# another one and replaces its key of one character, the map that merges the chain gets the value that was replaced.
# A Python program so reads another image or label from a stack file than `docker stack deploy` does, and no error says so.
# Output seen: the three lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cat >"$work/stack.yml" <<'YAML'
one: &one {image: first, x: first}
two: &two {image: second, x: second}
list:
  <<: [*one, *two]
own: &own
  <<: *one
  image: own
  x: own
chain:
  <<: *own
YAML
python_reads() { # python_reads VERSION
  python3 -m venv "$work/$1"
  "$work/$1/bin/pip" install --quiet --disable-pip-version-check "PyYAML==$1"
  "$work/$1/bin/python" - "$work/stack.yml" <<'PY'
import sys
import yaml
read = yaml.safe_load(open(sys.argv[1]))
shown = [f'{name} {read[name]["image"]}, {read[name]["x"]}' for name in ('list', 'chain')]
print(f'PyYAML {yaml.__version__}: ' + '; '.join(shown))
PY
}
mkdir "$work/go"
cat >"$work/go/main.go" <<'GO'
package main

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	var read map[string]map[string]string
	if err == nil {
		err = yaml.Unmarshal(text, &read)
	}
	list, chain := read["list"], read["chain"]
	fmt.Println("go-yaml 3.0.6: list", list["image"]+",", list["x"]+"; chain", chain["image"]+",", chain["x"], err)
}
GO
go_reads() {
  cd "$work/go"
  export GOFLAGS=-mod=mod
  { go mod init ask && go get go.yaml.in/yaml/v3@v3.0.6; } >/dev/null 2>&1
  go run . "$work/stack.yml"
}
wanted='PyYAML 6.0.3: list first, first; chain own, own
PyYAML 6.0.4: list second, first; chain own, first
go-yaml 3.0.6: list first, first; chain own, own <nil>'
seen=$(python_reads 6.0.3; python_reads 6.0.4; go_reads)
echo "$seen"
[ "$seen" = "$wanted" ]
