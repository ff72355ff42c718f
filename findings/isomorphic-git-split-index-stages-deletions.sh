#!/usr/bin/env bash
# isomorphic-git 1.44.19 (npm), git 2.39.5. Needs Node 20.
# With `core.splitIndex=true`, which git offers for large checkouts, `.git/index` holds what has changed since a shared index and a mandatory extension `link` that names it. A reader
# that does not know a mandatory extension has to refuse, as git does where it does not know one. isomorphic-git passes over it: statusMatrix() answers that every committed file is
# staged as deleted, [path, 1, 1, 0], and has a file whose name is the character NUL. A harness that asks whether the checkout is clean is told that all is gone.
# `add()` of another file writes that index down: then git, too, finds every committed file staged as deleted, and the next commit removes them.
# Output seen: the three lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit --prefix . isomorphic-git@1.44.19 >/dev/null 2>&1
git init --quiet recipe
echo a >recipe/a
echo b >recipe/b
git -C recipe add .
git -C recipe -c user.name=a -c user.email=a@example.com commit --quiet --message=a
git -C recipe config core.splitIndex true
git -C recipe update-index --split-index
cat >ask.mjs <<'JS'
import fs from 'node:fs'
import git from 'isomorphic-git'
const at = { fs, dir: 'recipe' }
console.log(`isomorphic-git: ${JSON.stringify(await git.statusMatrix({ ...at, refresh: false }))}`)
fs.writeFileSync('recipe/c', 'c')
await git.add({ ...at, filepath: 'c' })
JS
seen=$(echo "git: [$(git -C recipe status --porcelain)]"
node ask.mjs
echo "git after add(): deleted $(git -C recipe diff --cached --no-renames --name-only --diff-filter=D | paste -sd' ')")
wanted='git: []
isomorphic-git: [["\u0000",0,0,3],["a",1,1,0],["b",1,1,0]]
git after add(): deleted a b'
echo "$seen"
[ "$seen" = "$wanted" ]
