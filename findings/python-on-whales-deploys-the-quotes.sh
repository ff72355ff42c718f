#!/usr/bin/env bash
# python-on-whales 0.81.0 (PyPI), beside godotenv v1.5.1 (abra's reader) and compose-go v2.16.2 (docker compose's). Needs Python 3 and Go 1.25; a stand-in plays docker.
# `docker.stack.deploy(name, files, env_files=['app.env'])` reads the file itself, and says that it is similar to the `.env` of docker compose. It cuts each line at its first
# `#`, within quotes and within a word too, keeps the quotes, and takes `export` for a part of the name. So a stack is deployed with the image `example:"1.0"`, or
# with half of a password, from a file that both others read alike.
# Output seen: the three lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
cat >app.env <<'ENV'
TAG="1.0"
PASSWORD=ab#cd
NOTE='e # f'
export SIZE=5
ENV
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-on-whales==0.81.0
printf '#!/bin/sh\necho "TAG [$TAG] PASSWORD [$PASSWORD] NOTE [$NOTE] SIZE [$SIZE]" >"%s/seen"\n' "$work" >docker
chmod +x docker
cat >deploy.py <<'PY'
from python_on_whales import DockerClient
DockerClient().stack.deploy('s', ['stack.yml'], env_files=['app.env'])
PY
mkdir go
cat >go/main.go <<'GO'
package main

import (
	"fmt"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/joho/godotenv"
)

func show(name string, read map[string]string, err error) {
	fmt.Printf("%s: TAG [%s] PASSWORD [%s] NOTE [%s] SIZE [%s] %v\n", name, read["TAG"], read["PASSWORD"], read["NOTE"], read["SIZE"], err)
}

func main() {
	read, err := godotenv.Read("app.env")
	show("godotenv", read, err)
	read, err = dotenv.Read("app.env")
	show("compose-go", read, err)
}
GO
export GOFLAGS=-mod=mod
(cd go && go mod init ask && go get github.com/joho/godotenv@v1.5.1 github.com/compose-spec/compose-go/v2@v2.16.2 && go build -o ../read .) >/dev/null 2>&1
unset TAG PASSWORD NOTE SIZE
PATH=$work:$PATH venv/bin/python deploy.py
seen=$(echo "python-on-whales: $(cat seen)"; ./read)
wanted='python-on-whales: TAG ["1.0"] PASSWORD [ab] NOTE ['\''e] SIZE []
godotenv: TAG [1.0] PASSWORD [ab#cd] NOTE [e # f] SIZE [5] <nil>
compose-go: TAG [1.0] PASSWORD [ab#cd] NOTE [e # f] SIZE [5] <nil>'
echo "$seen"
[ "$seen" = "$wanted" ]
