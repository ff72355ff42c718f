#!/usr/bin/env bash
# pygit2 1.21.0 (libgit2 1.9.7) beside git 2.39.5.
# The pattern `*/` stands for every folder. git ignores folders alone, and lists a file at the root as untracked. libgit2 ignores that file too.
# A pattern with a name before the slash (`e/`) is read alike by both.
# Output seen: "*/: git c, libgit2 none" and "e/: git c, libgit2 c".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pygit2==1.21.0
export HOME=$work GIT_CONFIG_NOSYSTEM=1

ask() { # ask NAME PATTERN
  local repo=$work/$1
  git init -q "$repo"
  mkdir "$repo/e"
  echo "$2" >"$repo/.gitignore"
  echo text >"$repo/e/b"
  echo text >"$repo/c"
  local of_git of_libgit2
  of_git=$(git -C "$repo" status --porcelain -uall | sed -n 's/^?? \(c\)$/\1/p')
  of_libgit2=$("$work/venv/bin/python" - "$repo" <<'PY'
import sys
import pygit2
status = pygit2.Repository(sys.argv[1]).status(untracked_files='all')
print('c' if status.get('c') == pygit2.GIT_STATUS_WT_NEW else 'none')
PY
  )
  echo "$2: git ${of_git:-none}, libgit2 $of_libgit2"
}
seen=$(ask star '*/' && ask named 'e/')
echo "$seen"
[ "$seen" = "*/: git c, libgit2 none
e/: git c, libgit2 c" ]
