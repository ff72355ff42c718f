#!/usr/bin/env bash
# dulwich 1.2.21 beside git 2.39.5 and libgit2 1.9.7 (pygit2 1.21.0). Needs Python 3.
# `porcelain.describe` walks the commits by date and takes the first one that has a tag, annotated or not. git describe takes the tag that the fewest commits
# separate from HEAD, and only annotated tags unless it is told otherwise. After the fix of an old release was merged into main, dulwich names main by the
# old release: a harness that derives the version under test from it upgrades 1.0.1 where 2.0.0 is meant. libgit2 agrees with git.
# Output seen: "git 2.0.0+2-3; libgit2 2.0.0+2-3; dulwich 1.0.1+1-1"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dulwich==1.2.21 pygit2==1.21.0
export HOME=$work GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
git init --quiet -b main recipe
cd recipe
on() { export GIT_AUTHOR_DATE="2026-$1T00:00:00Z" GIT_COMMITTER_DATE="2026-$1T00:00:00Z"; }
commit() { on "$1" && git commit --quiet --allow-empty -m "$2"; }
tag() { git tag -a -m "$1" "$1"; }
commit 01-01 first && tag 1.0.0+1
git checkout --quiet -b old
commit 03-01 'fix of the old release' && tag 1.0.1+1
git checkout --quiet main
commit 02-01 second
commit 02-02 third && tag 2.0.0+2
commit 02-03 fourth
on 04-01 && git merge --quiet --no-ff -m 'merge the fix' old
cd ..
cat >ask.py <<'PY'
import pygit2, re
from dulwich import porcelain
cut = lambda name: re.sub("-g[0-9a-f]+$", "", name)
print("libgit2 %s; dulwich %s" % (cut(pygit2.Repository("recipe").describe()), cut(porcelain.describe("recipe"))))
PY
seen="git $(git -C recipe describe | sed 's/-g[0-9a-f]*$//'); $(venv/bin/python ask.py)"
echo "$seen"
[ "$seen" = 'git 2.0.0+2-3; libgit2 2.0.0+2-3; dulwich 1.0.1+1-1' ]
