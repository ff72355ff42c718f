#!/usr/bin/env bash
# pygit2 1.21.0 (libgit2 1.9.7) beside git 2.39.5.
# A .gitignore in a folder takes a name back (`!ok.env`) that a pattern of the parent folder ignores (`*.env`).
# git lists e/ok.env as untracked. libgit2 keeps it ignored: it drops a negative rule without wildcards when no earlier rule of the SAME file
# covers it. With a wildcard (`!ok.en*`) libgit2 agrees with git. So a harness on pygit2 calls a checkout clean that git (and go-git) call dirty.
# Output seen: "literal: git e/ok.env, libgit2 none" and "wildcard: git e/ok.env, libgit2 e/ok.env".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pygit2==1.21.0
export HOME=$work GIT_CONFIG_NOSYSTEM=1

ask() { # ask NAME NEGATION
  local repo=$work/$1
  git init -q "$repo"
  mkdir "$repo/e"
  echo '*.env' >"$repo/.gitignore"
  echo "$2" >"$repo/e/.gitignore"
  echo A=1 >"$repo/e/ok.env"
  local of_git of_libgit2
  of_git=$(git -C "$repo" status --porcelain -uall | sed -n 's/^?? \(e\/ok.env\)$/\1/p')
  of_libgit2=$("$work/venv/bin/python" - "$repo" <<'PY'
import sys
import pygit2
status = pygit2.Repository(sys.argv[1]).status(untracked_files='all')
print('e/ok.env' if status.get('e/ok.env') == pygit2.GIT_STATUS_WT_NEW else 'none')
PY
  )
  echo "$1: git ${of_git:-none}, libgit2 $of_libgit2"
}
seen=$(ask literal '!ok.env' && ask wildcard '!ok.en*')
echo "$seen"
[ "$seen" = "literal: git e/ok.env, libgit2 none
wildcard: git e/ok.env, libgit2 e/ok.env" ]
