#!/usr/bin/env bash
# simple-git 4.0.2 (npm) beside git 2.39.5. Needs Node 20.
# `tags()` answers the tags in order, and the newest as `latest`. It splits a tag at its dots and takes the first number of each part. In a recipe's tag, VERSION+VERSION-OF-THE-APP,
# the part `0+10` is 0: the number behind the plus is skipped, and the ones after it are compared instead. So 1.0.0+10.0.0 comes before 1.0.0+9.1.0, whatever the order
# in which they are given.
# `git tag --sort=version:refname` orders them by number.
# Output seen: the two lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit --prefix . simple-git@4.0.2 >/dev/null 2>&1
cat >ask.mjs <<'JS'
import { simpleGit } from 'simple-git'
const { latest, all } = await simpleGit(process.argv[2]).tags()
console.log(`simple-git: ${all.join(' ')}; latest ${latest}`)
JS
git init --quiet recipe
git -C recipe -c user.name=a -c user.email=a@example.com commit --quiet --allow-empty --message=a
for tag in 1.0.0+9.1.0 1.0.0+10.0.0; do git -C recipe tag $tag; done
seen=$(node ask.mjs recipe; echo "git: $(git -C recipe tag --sort=version:refname | paste -sd' ')")
wanted='simple-git: 1.0.0+10.0.0 1.0.0+9.1.0; latest 1.0.0+9.1.0
git: 1.0.0+9.1.0 1.0.0+10.0.0'
echo "$seen"
[ "$seen" = "$wanted" ]
