#!/usr/bin/env bash
# dulwich 1.2.21 (PyPI) beside git 2.39.5.
# porcelain.status takes the path of a repository, but looks for a submodule from the current folder: called from the repository a clean submodule is clean, from
# anywhere else it is a change.
# Of a file only the content is compared, not the mode: an executable bit that is gone, and a symbolic link that became a file with the link's text (as a
# copy through a file system without links leaves it), are no changes, though core.fileMode and core.symlinks are true. An untracked folder that is a repository
# of its own is not listed. To git and go-git all of these are dirty.
# So a harness on dulwich calls a clean checkout dirty and a dirty one clean, and its answer depends on where it was started.
# Output seen: the four lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check dulwich==1.2.21
export HOME=$work GIT_CONFIG_NOSYSTEM=1
git config --global user.name a
git config --global user.email a@example.org
repo=$work/recipe
git init -q "$repo"
cd "$repo"
git init -q lib
echo text >lib/a
git -C lib add .
git -C lib commit -qm one
git submodule --quiet add https://git.example.org/lib.git lib >/dev/null 2>&1
printf 'echo\n' >run
chmod +x run
ln -s run link
git add .
git commit -qm one
ask() { # ask NAME FOLDER
  printf '%s: git %s, dulwich ' "$1" "$(git status --porcelain | grep -q . && echo dirty || echo clean)"
  (cd "$2" && "$work/venv/bin/python" - "$repo" <<'PY'
import sys
from dulwich import porcelain
found = porcelain.status(sys.argv[1], untracked_files='all')
print('dirty' if any(found.staged.values()) or found.unstaged or found.untracked else 'clean')
PY
  )
}
wanted='submodule, from the repository: git clean, dulwich clean
submodule, from elsewhere: git clean, dulwich dirty
mode and link: git dirty, dulwich clean
repository inside: git dirty, dulwich clean'
seen=$(
  ask 'submodule, from the repository' "$repo"
  ask 'submodule, from elsewhere' "$work"
  chmod -x run
  rm link
  printf run >link
  ask 'mode and link' "$repo"
  git checkout -q .
  git init -q inside
  echo text >inside/a
  ask 'repository inside' "$repo"
)
echo "$seen"
[ "$seen" = "$wanted" ]
