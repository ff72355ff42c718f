#!/usr/bin/env bash
# compose-go v2.16.2 (what `docker compose --env-file` reads with), godotenv v1.5.1 (what abra reads with, and what compose-go's reader began as) and docker/cli
# v28.5.2 (`env_file:` of docker stack deploy). Needs Go 1.26.
# One `.env` is three files. TAG=v1 # a # b is `v1 # a` for godotenv, `v1` for compose-go. $Bc with B=2 is `2c` for godotenv, whose names have no small letters, and
# empty for compose-go. ${NOPE:-d} is `:-d}` for godotenv, `d` for compose-go. A bcrypt hash 2y$10$abc keeps different halves. "x" keeps its quotes in docker/cli alone.
# So a harness that pulls what `docker compose --env-file app.env config --images` lists can pull other images than abra deploys from the same file.
# Output seen: the five lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
cd "$work"
cat >go.mod <<'MOD'
module ask

go 1.24

require (
	github.com/compose-spec/compose-go/v2 v2.16.2
	github.com/docker/cli v28.5.2+incompatible
	github.com/joho/godotenv v1.5.1
)
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/docker/cli/pkg/kvfile"
	"github.com/joho/godotenv"
)

func main() {
	nothing := func(string) (string, bool) { return "", false }
	for _, value := range []string{"v1 # a # b", "$Bc", "${NOPE:-d}", "2y$10$abc", `"x"`} {
		text := "B=2\nA=" + value + "\n"
		abra, _ := godotenv.Unmarshal(text)
		compose, _ := dotenv.UnmarshalWithLookup(text, nothing)
		os.WriteFile("env", []byte(text), 0o600)
		lines, _ := kvfile.Parse("env", nothing)
		fmt.Printf("%s: godotenv %q, compose-go %q, docker/cli %q\n", value, abra["A"], compose["A"], lines[1][2:])
	}
}
GO
seen=$(go mod tidy >/dev/null 2>&1 && go run . 2>/dev/null)
wanted='v1 # a # b: godotenv "v1 # a", compose-go "v1", docker/cli "v1 # a # b"
$Bc: godotenv "2c", compose-go "", docker/cli "$Bc"
${NOPE:-d}: godotenv ":-d}", compose-go "d", docker/cli "${NOPE:-d}"
2y$10$abc: godotenv "2y$abc", compose-go "2y$10", docker/cli "2y$10$abc"
"x": godotenv "x", compose-go "x", docker/cli "\"x\""'
echo "$seen"
[ "$seen" = "$wanted" ]
