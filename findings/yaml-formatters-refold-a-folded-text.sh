#!/usr/bin/env bash
# google/yamlfmt v0.21.0 (Go), ruamel.yaml 0.19.1 (PyPI); beside them mikefarah/yq v4.54.3 (Go), prettier 3.10.1 and oxfmt 0.79.0 (npm), which keep the text. Read by
# go-yaml 3.0.6 (go.yaml.in/yaml/v3), docker/cli's reader. Needs Go 1.25, Python 3 and Node 20.
# In a folded text (`>`) the line ends around a more indented line are content: only lines of the same indentation are joined. That is how options are often laid
# out below a command.
#   - yamlfmt puts an empty line before the first indented line, which is content; each further run adds one more. So it is never done, `yamlfmt -lint` fails on what
#     yamlfmt wrote, and an unattended hook makes the text grow from commit to commit.
#   - ruamel.yaml, the library for editing a file without touching the rest, breaks an indented line of more than 80 columns in two, and the second half and the next line,
#     which were apart, are joined. `preserve_quotes` does not help, a large `width` does.
# `command:` is split into words, so docker may not notice; `sh -c` with the text, an environment variable or a label gets another value.
# Output seen: the lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
export GOFLAGS=-mod=mod
{
  GOBIN=$work go install github.com/google/yamlfmt/cmd/yamlfmt@v0.21.0
  GOBIN=$work go install github.com/mikefarah/yq/v4@v4.54.3
  npm install --no-fund --no-audit --prefix . prettier@3.10.1 oxfmt@0.79.0
  python3 -m venv venv
  venv/bin/pip install ruamel.yaml==0.19.1
} >/dev/null 2>&1
cat >before.yml <<'YAML'
short: >
  serve
    --all
  done
long: >
  serve
    --set server.http.address=0.0.0.0:8080 --set server.admin.address=127.0.0.1:9090 --set level=1
  done
YAML
cat >edit.py <<'PY'
import sys
from ruamel.yaml import YAML
yaml = YAML()
yaml.preserve_quotes = True
with open(sys.argv[1]) as file:
    document = yaml.load(file)
with open(sys.argv[1], 'w') as file:
    yaml.dump(document, file)
PY
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
		text, err := os.ReadFile(name + ".yml")
		var read struct{ Short, Long string }
		if err == nil {
			err = yaml.Unmarshal(text, &read)
		}
		ends := []string{}
		for _, line := range strings.Split(read.Long, "\n") {
			ends = append(ends, line[max(0, len(line)-9):])
		}
		fmt.Printf("%s: %q %q %v\n", name, read.Short, ends, err)
	}
}
GO
(cd go && go mod init ask && go get go.yaml.in/yaml/v3@v3.0.6 && go build -o ../read .) >/dev/null 2>&1
for name in yq prettier oxfmt yamlfmt yamlfmt-thrice ruamel; do cp before.yml $name.yml; done
{
  ./yq -i . yq.yml
  node_modules/.bin/prettier --write prettier.yml
  node_modules/.bin/oxfmt oxfmt.yml
  for file in yamlfmt yamlfmt-thrice yamlfmt-thrice yamlfmt-thrice; do ./yamlfmt $file.yml; done
  venv/bin/python edit.py ruamel.yml
} >/dev/null 2>&1
wanted='before: "serve\n  --all\ndone\n" ["serve" "t level=1" "done" ""] <nil>
yq: "serve\n  --all\ndone\n" ["serve" "t level=1" "done" ""] <nil>
prettier: "serve\n  --all\ndone\n" ["serve" "t level=1" "done" ""] <nil>
oxfmt: "serve\n  --all\ndone\n" ["serve" "t level=1" "done" ""] <nil>
yamlfmt: "serve\n\n  --all\ndone\n" ["serve" "" "t level=1" "done" ""] <nil>
yamlfmt-thrice: "serve\n\n\n\n  --all\ndone\n" ["serve" "" "" "" "t level=1" "done" ""] <nil>
ruamel: "serve\n  --all\ndone\n" ["serve" ".0.1:9090" "el=1 done" ""] <nil>'
seen=$(./read before yq prettier oxfmt yamlfmt yamlfmt-thrice ruamel)
echo "$seen"
[ "$seen" = "$wanted" ]
