#!/usr/bin/env bash
# GitPython 3.2.1 (PyPI) on git 2.39.5.
# After `git clone --no-checkout` the clone has no index. git compares HEAD with an empty one: each file is deleted, and what lies in the folder is untracked.
# `Repo.is_dirty()` does not ask git for what is staged where the index file does not exist, so it says clean, and says so still where files of another origin
# lie there; only `untracked_files=True` shows those. An empty index, as `git read-tree --empty` writes it, means the same to git: there it says dirty.
# go-git takes both for dirty, so abra stamps `+U`. A harness that fills a clone by itself (tar, rsync, a sparse set) takes it for the clean release.
# Output seen: "no index: git 2 deleted, is_dirty False; empty index: git 2 deleted, is_dirty True"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check GitPython==3.2.1
export HOME=$work GIT_CONFIG_NOSYSTEM=1
cd "$work"
git init -q recipe
echo text >recipe/a
echo text >recipe/b
git -C recipe add .
git -C recipe -c user.name=a -c user.email=a@example.org commit -qm one
git clone -q --no-checkout recipe clone
ask() {
  printf 'git %s deleted, is_dirty ' "$(git -C clone status --porcelain | grep -c '^D ')"
  "$work/venv/bin/python" -c 'import git; print(git.Repo("clone").is_dirty())'
}
seen="no index: $(ask)"
git -C clone read-tree --empty
seen+="; empty index: $(ask)"
echo "$seen"
[ "$seen" = 'no index: git 2 deleted, is_dirty False; empty index: git 2 deleted, is_dirty True' ]
