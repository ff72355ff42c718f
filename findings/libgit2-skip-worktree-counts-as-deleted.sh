#!/usr/bin/env bash
# pygit2 1.21.0 (libgit2 1.9.7) beside git 2.39.5.
# In a sparse checkout (`git sparse-checkout set --cone deploy`) the files outside the cone are skip-worktree and absent. git says clean, and so
# does go-git. libgit2 reports each of them as deleted, so `if repo.status(): dirty` calls every sparse checkout dirty.
# Output seen: "git 0 changes, libgit2 deletes other/a"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pygit2==1.21.0
export HOME=$work GIT_CONFIG_NOSYSTEM=1
repo=$work/repo
git init -q "$repo"
cd "$repo"
mkdir deploy other
echo text >deploy/b
echo text >other/a
git add .
git -c user.name=a -c user.email=a@example.org commit -qm one
git sparse-checkout set --cone deploy
of_git=$(git status --porcelain | wc -l)
of_libgit2=$("$work/venv/bin/python" - "$repo" <<'PY'
import sys
import pygit2
status = pygit2.Repository(sys.argv[1]).status()
print(*(path for path, flags in status.items() if flags == pygit2.GIT_STATUS_WT_DELETED))
PY
)
seen="git $of_git changes, libgit2 deletes $of_libgit2"
echo "$seen"
[ "$seen" = 'git 0 changes, libgit2 deletes other/a' ]
