#!/usr/bin/env bash
# yaml 2.9.1 (npm), and go-yaml 3.0.6 (go.yaml.in/yaml/v3), docker/cli's reader. Needs Node 20 and Go 1.24 or later.
# `parseDocument()` of npm yaml keeps comments and quotes, so it is what a Node program changes one value of a stack file with. `mode: 0440` of a secret, which was
# not touched, comes out as `mode: 440`: by YAML 1.2 a leading zero means nothing, and the number is written anew. docker/cli reads numbers as YAML 1.1 has
# them: 0440 is octal, 440 is decimal, and so the mode 0670. A secret that its group could read is now one that the group can write and run, and its owner too.
# `mode: 0o440` and `mode: "0440"` stay as they are, and so does 0440 under `{ version: '1.1' }`. A number of 17 digits or more loses its last ones.
# Output seen: the three lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >stack.yml <<'YAML'
image: example:1 # the image
mode: 0440
YAML
npm install --silent --no-fund --no-audit --prefix . yaml@2.9.1 >/dev/null 2>&1
cat >edit.cjs <<'JS'
const { readFileSync, writeFileSync } = require('node:fs')
const { parseDocument } = require('yaml')
const text = readFileSync('stack.yml', 'utf8')
for (const [version, file] of [['1.2', 'edited.yml'], ['1.1', 'edited-1.1.yml']]) {
  const document = parseDocument(text, { version })
  document.set('image', 'example:2')
  writeFileSync(file, String(document))
}
JS
node edit.cjs
mkdir go
cat >go/main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

func main() {
	for _, name := range os.Args[1:] {
		text, err := os.ReadFile(name)
		var read struct{ Mode uint32 }
		if err == nil {
			err = yaml.Unmarshal(text, &read)
		}
		fmt.Printf("%s: %s, which is %#o %v\n", name, strings.Split(string(text), "\n")[1], read.Mode, err)
	}
}
GO
cat >go/go.mod <<'GO'
module ask

go 1.24
GO
export GOFLAGS=-mod=mod
(cd go && go get go.yaml.in/yaml/v3@v3.0.6 && go build -o ../read .) >/dev/null 2>&1
wanted='stack.yml: mode: 0440, which is 0440 <nil>
edited.yml: mode: 440, which is 0670 <nil>
edited-1.1.yml: mode: 0440, which is 0440 <nil>'
seen=$(./read stack.yml edited.yml edited-1.1.yml)
echo "$seen"
[ "$seen" = "$wanted" ]
