#!/usr/bin/env bash
# isomorphic-git 1.44.19 (npm), git 2.39.5. Needs Node 20.
# statusMatrix() with its default options writes `.git/index` anew when a file was only touched. Another file that was changed, without changing its size, in
# the second in which it was staged has the stat data of its entry, of which git compares whole seconds. git knows such an entry by the mtime of the index,
# which is of that second too, and reads the file. After statusMatrix() the index is younger, and git does not read it any more: a change that `git status`
# had reported is gone from it, and from `git diff`. With `refresh: false` nothing is written.
# Output seen: "git before [ M a]; with refresh: false [ M a]; after statusMatrix []; on disk two"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME=$work GIT_OPTIONAL_LOCKS=0 GIT_CONFIG_NOSYSTEM=1
npm install --silent --no-fund --no-audit --prefix . isomorphic-git@1.44.19 >/dev/null 2>&1
cat >ask.cjs <<'JS'
const git = require('isomorphic-git')
const fs = require('fs')
git.statusMatrix({ fs, dir: 'recipe', ...(process.argv[2] === 'keep' ? { refresh: false } : {}) })
JS
in_one_second=no
for _ in $(seq 20); do
  rm -rf recipe
  git init --quiet -b main recipe
  begun=$(date +%s)
  echo one >recipe/a
  echo same >recipe/b
  git -C recipe add a b
  git -C recipe -c user.name=a -c user.email=a@example.org commit --quiet -m first
  echo two >recipe/a
  [ "$(stat -c %Y recipe/a)" != "$begun" ] || [ "$(stat -c %Y recipe/.git/index)" != "$begun" ] || { in_one_second=yes && break; }
done
[ $in_one_second = yes ] || { echo 'no commit within one second' && exit 2; }
sleep 1.1
touch recipe/b
before=$(git -C recipe status --porcelain)
node ask.cjs keep
kept=$(git -C recipe status --porcelain)
node ask.cjs
seen="git before [$before]; with refresh: false [$kept]; after statusMatrix [$(git -C recipe status --porcelain)]; on disk $(cat recipe/a)"
echo "$seen"
[ "$seen" = 'git before [ M a]; with refresh: false [ M a]; after statusMatrix []; on disk two' ]
