#!/usr/bin/env bash
# isomorphic-git 1.44.19 (npm), git 2.39.5. Needs Node 20.
# In a worktree made by `git worktree add`, where `.git` is a file, isomorphic-git follows that file to the worktree's own git folder but looks for branches
# there too, not in the common folder that `commondir` names. HEAD's branch then seems to have no commit: log() fails, but statusMatrix() answers without an
# error that every committed file is new and staged ([path, 0, 2, 2]). A harness that asks it whether the checkout is clean is told that nothing was ever
# committed. git says clean. go-git v5.16.2, as abra opens a repository, reports an empty HEAD there as well, and every file as added.
# Output seen: "git []; isomorphic-git statusMatrix [["compose.yml",0,2,2]]; log NotFoundError"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME=$work
npm install --silent --no-fund --no-audit --prefix . isomorphic-git@1.44.19 >/dev/null 2>&1
git init --quiet -b main recipe
echo 'version: "3.8"' >recipe/compose.yml
git -C recipe add compose.yml
git -C recipe -c user.name=a -c user.email=a@example.org commit --quiet -m first
git -C recipe worktree add --quiet -b next ../linked
cat >ask.cjs <<'JS'
const git = require('isomorphic-git')
const fs = require('fs')
const ask = async () => {
  const matrix = await git.statusMatrix({ fs, dir: 'linked' })
  const log = await git.log({ fs, dir: 'linked' }).then(() => 'fine', (error) => error.code)
  console.log(`isomorphic-git statusMatrix ${JSON.stringify(matrix)}; log ${log}`)
}
ask()
JS
seen="git [$(git -C linked status --porcelain)]; $(node ask.cjs)"
echo "$seen"
[ "$seen" = 'git []; isomorphic-git statusMatrix [["compose.yml",0,2,2]]; log NotFoundError' ]
