#!/usr/bin/env bash
# yamlfix 1.19.1 (PyPI) and go-yaml 3.0.6 (go.yaml.in/yaml/v3), docker/cli's reader. Needs Python 3 and Go 1.24 or later.
# yamlfix calls itself a formatter, and is run by a pre-commit hook. Three times it changes what a compose file says, and exits with 0:
#   - Lists become `[…]`. A folded text (`>-`) in one becomes a quoted text with the control character BEL where a line ended: the mark of a fold that the library
#     beneath keeps in the text. `sh -c` so gets a command with a BEL in it.
#   - An empty line within a literal text (`|`) is dropped, though it is content: of a script, of a file that a config holds, of a heredoc. `#set -x` becomes `# set -x`.
#   - `>` with an empty line within becomes `>-` without it: two paragraphs are one, and the end of line is gone.
# Output seen: the lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check yamlfix==1.19.1
cat >before.yml <<'YAML'
command:
  - sh
  - -c
  - >-
    serve
    --all
literal: |
  #set -x
  a

  b
folded: >
  c

  d
YAML
cp before.yml after.yml
venv/bin/yamlfix after.yml >/dev/null 2>&1
mkdir go
cat >go/main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

func main() {
	for _, name := range os.Args[1:] {
		text, err := os.ReadFile(name)
		var read struct {
			Command         []string
			Literal, Folded string
		}
		if err == nil {
			err = yaml.Unmarshal(text, &read)
		}
		fmt.Printf("%s: %q %q %q %v\n", name, read.Command, read.Literal, read.Folded, err)
	}
}
GO
export GOFLAGS=-mod=mod
(cd go && go mod init ask && go get go.yaml.in/yaml/v3@v3.0.6 && go build -o ../read .) >/dev/null 2>&1
wanted='before.yml: ["sh" "-c" "serve --all"] "#set -x\na\n\nb\n" "c\nd\n" <nil>
after.yml: ["sh" "-c" "serve\a --all"] "# set -x\na\nb\n" "c d" <nil>'
seen=$(./read before.yml after.yml)
echo "$seen"
[ "$seen" = "$wanted" ]
