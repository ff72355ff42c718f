#!/bin/sh
# Builds the reference once for each go-git release, into a folder of the caller's:
#   golden/reference/build.sh OUT   →   OUT/reference-5.16, OUT/reference-5.17, OUT/reference-5.19
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd -P)
. "$here/build-program.sh"

begin_builds "$@"
cd -- "$here"
for release in 5.16 5.17 5.19; do
  modfile=go-git-$release.mod
  [ "$release" = 5.16 ] && modfile=go.mod
  build_program "reference-$release" -modfile="$modfile"
done
