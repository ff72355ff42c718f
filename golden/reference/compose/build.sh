#!/bin/sh
# Builds the compose reference into a folder of the caller's:
#   golden/reference/compose/build.sh OUT   →   OUT/reference-compose
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
. "$here/../build-program.sh"

begin_builds "$@"
cd -- "$here"
build_program reference-compose
