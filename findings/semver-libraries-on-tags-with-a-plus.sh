#!/usr/bin/env bash
# semver 7.8.6 (npm), packaging 26.4 and semver 3.1.2 (PyPI), Masterminds/semver v3.5.0, hashicorp/go-version v1.9.0, golang.org/x/mod v0.43.0.
# Needs Node 20, Python 3 and Go 1.25.
# A recipe's tag is VERSION+VERSION-OF-THE-APP. Semantic versions are ordered without the part behind the plus, so 1.0.0+1.9.0 and 1.0.0+1.10.0 are equal, and the
# newest of a list is what a library makes of equals. Given in the order of `git tag` (by text, 1.10.0 first) or turned round:
#   npm: `maxSatisfying` and `rcompare` take the first; `rsort` compares the part behind the plus by number, `1.10-alpine` and `1.9-alpine` by text.
#   Masterminds, hashicorp: the last after sorting is the last given. PyPI semver: `max` takes the first given.
#   x/mod: Sort puts equals in the order of text, so 1.9.0 always is the newest; Compare says that they are equal.
#   packaging: by number both times. It is the only one that always takes 1.10.0.
# This package compares the part behind the plus by number (R82).
# Output seen: the seven lines in `wanted` below
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit --prefix . semver@7.8.6 >/dev/null 2>&1
cat >ask.cjs <<'JS'
const { maxSatisfying, rsort } = require('semver')
const tags = ['1.0.0+1.10.0', '1.0.0+1.9.0']
const both = (newest) => `${newest([...tags])}, ${newest([...tags].reverse())}`
console.log(`npm maxSatisfying: ${both((list) => maxSatisfying(list, '*'))}`)
console.log(`npm rsort: ${both((list) => rsort(list)[0])}; ${rsort(['1.0.0+1.10-alpine', '1.0.0+1.9-alpine'])[0]}`)
JS
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check packaging==26.4 semver==3.1.2
cat >ask.py <<'PY'
from packaging.version import Version
import semver
tags = ['1.0.0+1.10.0', '1.0.0+1.9.0']
for name, key in (('packaging', Version), ('PyPI semver', semver.Version.parse)):
    print(f'{name}: {max(tags, key=key)}, {max(tags[::-1], key=key)}')
PY
mkdir go
cat >go/main.go <<'GO'
package main

import (
	"fmt"
	"slices"
	"sort"

	masterminds "github.com/Masterminds/semver/v3"
	hashicorp "github.com/hashicorp/go-version"
	mod "golang.org/x/mod/semver"
)

func both(name string, newest func(tags []string) string) {
	tags := []string{"1.0.0+1.10.0", "1.0.0+1.9.0"}
	turned := slices.Clone(tags)
	slices.Reverse(turned)
	fmt.Println(name + ": " + newest(tags) + ", " + newest(turned))
}

func main() {
	both("Masterminds", func(tags []string) string {
		var list masterminds.Collection
		for _, tag := range tags {
			list = append(list, masterminds.MustParse(tag))
		}
		sort.Sort(list)
		return list[1].Original()
	})
	both("hashicorp", func(tags []string) string {
		var list hashicorp.Collection
		for _, tag := range tags {
			list = append(list, hashicorp.Must(hashicorp.NewVersion(tag)))
		}
		sort.Sort(list)
		return list[1].Original()
	})
	both("x/mod", func(tags []string) string {
		list := []string{"v" + tags[0], "v" + tags[1]}
		mod.Sort(list)
		return list[1][1:]
	})
}
GO
go_orders() {
  cd go
  export GOFLAGS=-mod=mod
  { go mod init ask && go get github.com/Masterminds/semver/v3@v3.5.0 github.com/hashicorp/go-version@v1.9.0 golang.org/x/mod@v0.43.0; } >/dev/null 2>&1
  go run .
}
wanted='npm maxSatisfying: 1.0.0+1.10.0, 1.0.0+1.9.0
npm rsort: 1.0.0+1.10.0, 1.0.0+1.10.0; 1.0.0+1.9-alpine
packaging: 1.0.0+1.10.0, 1.0.0+1.10.0
PyPI semver: 1.0.0+1.10.0, 1.0.0+1.9.0
Masterminds: 1.0.0+1.9.0, 1.0.0+1.10.0
hashicorp: 1.0.0+1.9.0, 1.0.0+1.10.0
x/mod: 1.0.0+1.9.0, 1.0.0+1.9.0'
seen=$(node ask.cjs; venv/bin/python ask.py; go_orders)
echo "$seen"
[ "$seen" = "$wanted" ]
