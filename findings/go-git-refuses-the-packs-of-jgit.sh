#!/usr/bin/env bash
# A clone made by JGit 7.8.1.202611041320-r, beside git 2.39.5, go-git v5.16.2 and go-git v5.19.3. Needs Maven, a JDK of 17 or later, and Go 1.25 or later.
# JGit names the pack of a clone by the objects in it. git names a pack by its checksum, but reads any name, and so does go-git up to 5.16. From 5.17.0
# on go-git compares the name with the checksum: the status of an untouched JGit clone is an error. `git repack -ad` makes it readable.
# Output seen: "git clean; v5.16.2 clean; v5.19.3 malformed IDX file: packfile mismatch; after git repack: v5.19.3 clean"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig GOFLAGS=-mod=mod GOCACHE=$work/cache
touch "$work/gitconfig"
cat >"$work/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.eclipse.jgit</groupId>
      <artifactId>org.eclipse.jgit</artifactId>
      <version>7.8.1.202611041320-r</version>
    </dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.16</version></dependency>
  </dependencies>
</project>
POM
mvn -q -f "$work/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$work/lib" >/dev/null
cat >"$work/Clone.java" <<'JAVA'
import java.io.File;
import org.eclipse.jgit.api.Git;

public class Clone {
  public static void main(String[] args) throws Exception {
    Git.cloneRepository().setURI(args[0]).setDirectory(new File(args[1])).call().close();
  }
}
JAVA
javac -cp "$work/lib/*" -d "$work" "$work/Clone.java"
build() { # build VERSION
  mkdir "$work/$1"
  cat >"$work/$1/main.go" <<'GO'
package main

import (
	"fmt"
	"os"
	"regexp"

	git "github.com/go-git/go-git/v5"
)

func check(err error) {
	if err != nil {
		fmt.Print(regexp.MustCompile(`: target .*`).ReplaceAllString(err.Error(), ""))
		os.Exit(0)
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
  (cd "$work/$1" && go mod init finding && go get "github.com/go-git/go-git/v5@$1" && go build -o "$work/ask-$1" .) >/dev/null 2>&1
}
build v5.16.2
build v5.19.3
git init -q "$work/origin"
cd "$work/origin"
echo text >a
git add .
git -c user.name=a -c user.email=a@example.org commit -qm one
java "-Duser.home=$work" -cp "$work/lib/*:$work" Clone "file://$work/origin" "$work/clone"
cd "$work/clone"
status=$(git status --porcelain)
seen="git ${status:-clean}; v5.16.2 $("$work/ask-v5.16.2" .); v5.19.3 $("$work/ask-v5.19.3" .)"
git repack -adq
seen="$seen; after git repack: v5.19.3 $("$work/ask-v5.19.3" .)"
echo "$seen"
[ "$seen" = 'git clean; v5.16.2 clean; v5.19.3 malformed IDX file: packfile mismatch; after git repack: v5.19.3 clean' ]
