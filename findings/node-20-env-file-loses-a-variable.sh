#!/usr/bin/env bash
# Node 20.20.2 beside 22.23.3 and 26.10.0 (npm package `node`), and godotenv v1.5.1 (abra's reader). Needs npm and Go.
# A `.env` may have a line without `=`: `NAME: value` is a form of its own for godotenv, and a bare `NAME` passes the variable on for docker's --env-file. Node reads neither.
# `node --env-file` of 22 leaves such a line out. That of 20 takes the line, the end of the line and the name after it for ONE name, so the variable of the NEXT line is
# lost, with no error: `process.loadEnvFile` and `util.parseEnv` alike.
# Output seen: the four lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
printf '%s\n' 'TYPE: example' 'DOMAIN=example.com' 'HOME' 'TAG=1' 'LAST=2' >app.env
cat >ask.cjs <<'JS'
const read = require('node:util').parseEnv(require('node:fs').readFileSync('app.env', 'utf8'))
const given = ['DOMAIN', 'TAG', 'LAST'].map((name) => `${name} ${process.env[name]}`)
console.log(`${process.version}: ${given.join(', ')}; ${JSON.stringify(read)}`)
JS
node_reads() { # node_reads VERSION
  npm install --silent --no-fund --no-audit --prefix "$work/$1" "node@$1" >/dev/null 2>&1
  "$work/$1/node_modules/node/bin/node" --env-file=app.env ask.cjs
}
mkdir go
cat >go/main.go <<'GO'
package main

import (
	"fmt"

	"github.com/joho/godotenv"
)

func main() {
	fmt.Println(godotenv.Unmarshal("TYPE: example\nDOMAIN=example.com\nTAG=1\nLAST=2\n"))
}
GO
export GOFLAGS=-mod=mod
(cd go && go mod init ask && go get github.com/joho/godotenv@v1.5.1) >/dev/null 2>&1
unset DOMAIN TAG LAST
wanted='v20.20.2: DOMAIN undefined, TAG undefined, LAST 2; {"HOME\nTAG":"1","LAST":"2","TYPE: example\nDOMAIN":"example.com"}
v22.23.3: DOMAIN example.com, TAG 1, LAST 2; {"DOMAIN":"example.com","LAST":"2","TAG":"1"}
v26.10.0: DOMAIN example.com, TAG 1, LAST 2; {"DOMAIN":"example.com","LAST":"2","TAG":"1"}
map[DOMAIN:example.com LAST:2 TAG:1 TYPE:example] <nil>'
seen=$(for version in 20.20.2 22.23.3 26.10.0; do node_reads $version; done; cd go && go run .)
echo "$seen"
[ "$seen" = "$wanted" ]
