#!/usr/bin/env bash
# git 2.39.5 beside dulwich 1.2.21 and pygit2 1.21.0 (libgit2 1.9.7).
# gitignore(5) says that consecutive asterisks which are no whole path component are ordinary asterisks, so `a**/b` should not match a/x/b, which lies
# a folder deeper. git ignores a/x/b all the same: it compares the literal prefix `a` first and then matches the rest, `/x/b`, against `**/b`, which
# now begins with a component `**`. The pathspec `:(glob)a**/b` finds it likewise; `?**/b`, which has no literal prefix, does not.
# dulwich and libgit2 follow the manual, and so do go-git and JGit: to them a checkout with such a file is dirty.
# Output seen: "a**/b: git ignores, libgit2 lists, dulwich lists" and "?**/b: git lists, libgit2 lists, dulwich lists"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pygit2==1.21.0 dulwich==1.2.21
export HOME=$work GIT_CONFIG_NOSYSTEM=1
repo=$work/repo
git init -q "$repo"
cd "$repo"
mkdir -p a/x
echo text >a/x/b
ask() { # ask PATTERN
  echo "$1" >.gitignore
  local of_git
  of_git=$(git check-ignore -q a/x/b && echo ignores || echo lists)
  "$work/venv/bin/python" - "$1" "$of_git" <<'PY'
import sys
import pygit2
from dulwich.ignore import IgnoreFilterManager
from dulwich.repo import Repo
word = {True: 'ignores', False: 'lists', None: 'lists'}
libgit2 = pygit2.Repository('.').path_is_ignored('a/x/b')
dulwich = IgnoreFilterManager.from_repo(Repo('.')).is_ignored('a/x/b')
print(f'{sys.argv[1]}: git {sys.argv[2]}, libgit2 {word[libgit2]}, dulwich {word[dulwich]}')
PY
}
seen=$(ask 'a**/b' && ask '?**/b')
echo "$seen"
[ "$seen" = 'a**/b: git ignores, libgit2 lists, dulwich lists
?**/b: git lists, libgit2 lists, dulwich lists' ]
