#!/usr/bin/env bash
# go-git v6.0.0-beta.1 beside go-git v5.19.3 and git 2.39.5. Needs Go 1.25 or later.
# A tracked file was rewritten with CRLF line ends in a repository with core.autocrlf=true; its blob has LF. go-git v5 hashes the bytes on disk: the
# file is modified. v6 converts them first and says clean. git says modified, because the size in the index differs, though `git diff` is empty.
# A tool that moves from v5 to v6 stamps such a checkout without its dirty mark; our profiles (5.16, 5.17, 5.19) do not.
# Output seen: "git modified, v5.19.3 modified, v6.0.0-beta.1 clean"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GOFLAGS=-mod=mod GOPATH=${GOPATH:-$(HOME=$(getent passwd "$(id -u)" | cut -d: -f6) go env GOPATH)} GOCACHE=$work/cache
build() { # build NAME MODULE VERSION
  mkdir "$work/$1"
  cat >"$work/$1/main.go" <<GO
package main

import (
	"fmt"
	"os"

	git "$2"
)

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	repository, err := git.PlainOpen(os.Args[1])
	check(err)
	worktree, err := repository.Worktree()
	check(err)
	status, err := worktree.Status()
	check(err)
	if status.IsClean() {
		fmt.Print("clean")
	} else {
		fmt.Print("modified")
	}
}
GO
  (cd "$work/$1" && go mod init finding && go get "$2@$3" && go build -o "$work/ask-$1" .) >/dev/null 2>&1
}
build v5 github.com/go-git/go-git/v5 v5.19.3
build v6 github.com/go-git/go-git/v6 v6.0.0-beta.1
repo=$work/repo
git init -q "$repo"
cd "$repo"
printf 'one\n' >a
git add a
git -c user.name=a -c user.email=a@example.org commit -qm one
git config core.autocrlf true
printf 'one\r\n' >a
of_git=$([ -z "$(git status --porcelain 2>/dev/null)" ] && echo clean || echo modified)
seen="git $of_git, v5.19.3 $("$work/ask-v5" .), v6.0.0-beta.1 $("$work/ask-v6" .)"
echo "$seen"
[ "$seen" = 'git modified, v5.19.3 modified, v6.0.0-beta.1 clean' ]
