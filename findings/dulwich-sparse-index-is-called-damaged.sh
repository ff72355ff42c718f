#!/usr/bin/env bash
# dulwich 1.2.21 beside git 2.39.5.
# `git sparse-checkout set --cone --sparse-index` writes an index with the extension `sdir`. git verifies and reads it. dulwich does not say that the
# form is unsupported: porcelain.status raises ChecksumMismatch, as if the file were damaged. Advice to rebuild the index would be wrong.
# Output seen: "git fsck 0, git status clean, dulwich ChecksumMismatch"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet dulwich==1.2.21
export HOME=$work GIT_CONFIG_NOSYSTEM=1
repo=$work/repo
git init -q "$repo"
cd "$repo"
mkdir deploy other
echo text >deploy/b
echo text >other/a
git add .
git -c user.name=a -c user.email=a@example.org commit -qm one
git sparse-checkout set --cone --sparse-index deploy
git fsck --no-progress >/dev/null
fsck=$?
status=$(git status --porcelain)
of_dulwich=$("$work/venv/bin/python" - "$repo" <<'PY'
import sys
from dulwich import porcelain
try:
    porcelain.status(sys.argv[1])
    print('answers')
except Exception as error:
    print(type(error).__name__)
PY
)
seen="git fsck $fsck, git status ${status:-clean}, dulwich $of_dulwich"
echo "$seen"
[ "$seen" = 'git fsck 0, git status clean, dulwich ChecksumMismatch' ]
