#!/usr/bin/env bash
# go-git v6.0.0-beta.1 beside go-git v5.19.3 and git 2.39.5. Needs Go 1.25 or later.
# With core.fileMode=false go-git v6 takes every file on disk for one of mode 644, but not the mode in the index: an executable that is tracked as such and
# has not changed is modified, and one that has lost its bit is clean. git takes the mode of the index. v5 does not read the setting and compares the modes.
# A clone made on a file system without the bit, or by a tool that sets core.fileMode=false, is never clean for a tool on v6.
# Output seen: "unchanged: git clean, v5.19.3 clean, v6.0.0-beta.1 modified; bit lost: git clean, v5.19.3 modified, v6.0.0-beta.1 clean"
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
chmod +x a
git add a
git -c user.name=a -c user.email=a@example.org commit -qm one
git config core.fileMode false
ask() {
  of_git=$([ -z "$(git status --porcelain)" ] && echo clean || echo modified)
  echo "git $of_git, v5.19.3 $("$work/ask-v5" .), v6.0.0-beta.1 $("$work/ask-v6" .)"
}
unchanged=$(ask)
chmod -x a
seen="unchanged: $unchanged; bit lost: $(ask)"
echo "$seen"
[ "$seen" = 'unchanged: git clean, v5.19.3 clean, v6.0.0-beta.1 modified; bit lost: git clean, v5.19.3 modified, v6.0.0-beta.1 clean' ]
