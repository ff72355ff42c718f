#!/usr/bin/env bash
# go-git v5.19.3 (Go 1.25), dulwich 1.2.21 and pygit2 1.21.0 (PyPI), beside git 2.39.5.
# A file that is edited in the tick of the clock in which it was staged, with its size kept, looks as it was staged. git knows it by the time of the index, which
# is then not later than the file's; and whenever git writes the index again, which makes it younger, it marks such an entry by a size of 0. libgit2 does so, too.
# Worktree.Add of go-git and porcelain.add of dulwich write the entry as it was. So adding any other file by them hides the edit from git, and from go-git's own
# Status (from 5.17 on), until the file is touched: once the other file is committed, the checkout is clean to both.
# A tick is a second on file systems that keep whole seconds, and some milliseconds on Linux before 6.13. Here the times are set to be those of one tick, and
# core.trustCtime is off, since a script cannot set that time.
# Output seen: the lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check dulwich==1.2.21 pygit2==1.21.0
export GOPATH=${GOPATH:-$(go env GOPATH)} GOFLAGS=-mod=mod
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_OPTIONAL_LOCKS=0 GOCACHE=$work/cache
mkdir "$work/go-git"
cat >"$work/go-git/main.go" <<'GO'
package main

import (
	"fmt"
	"os"

	git "github.com/go-git/go-git/v5"
)

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	repository, err := git.PlainOpen(".")
	check(err)
	worktree, err := repository.Worktree()
	check(err)
	if len(os.Args) > 1 {
		_, err = worktree.Add(os.Args[1])
		check(err)
		return
	}
	status, err := worktree.Status()
	check(err)
	file := status.File("file")
	fmt.Printf("%c%c file", file.Staging, file.Worktree)
}
GO
(cd "$work/go-git" && go mod init finding && go get github.com/go-git/go-git/v5@v5.19.3 && go build -o "$work/with-go-git" .) >/dev/null 2>&1
git config --global user.name a
git config --global user.email a@example.org
git config --global core.trustCtime false

with_git() { git add other; }
with_pygit2() {
  "$work/venv/bin/python" -c 'import pygit2; index = pygit2.Repository(".").index; index.add("other"); index.write()'
}
with_dulwich() { "$work/venv/bin/python" -c 'from dulwich import porcelain; porcelain.add(".", ["other"])'; }
with_go_git() { "$work/with-go-git" other; }

ask() { # ask PROGRAM
  rm -rf "$work/recipe"
  git init -q "$work/recipe"
  cd "$work/recipe"
  printf one >file
  git add file
  git commit -qm one
  printf two >file
  touch -d 2026-11-28T12:00:00Z file
  git add file
  printf six >file
  touch -d 2026-11-28T12:00:00Z file .git/index
  [ "$(git status --porcelain)" = 'MM file' ] || { echo 'git does not see the edit'; return; }
  printf text >other
  "with_$1"
  echo "other file added by $1: git $(git status --porcelain -- file), go-git $("$work/with-go-git")"
}
wanted='other file added by git: git MM file, go-git MM file
other file added by pygit2: git MM file, go-git MM file
other file added by dulwich: git M  file, go-git M  file
other file added by go_git: git M  file, go-git M  file'
seen=$(for program in git pygit2 dulwich go_git; do ask "$program"; done)
echo "$seen"
[ "$seen" = "$wanted" ]
