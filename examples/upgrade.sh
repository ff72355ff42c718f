#!/bin/sh
# The upgrade test of a recipe, for a harness in shell: upgrade.sh APP BASE HEAD
# The steps go to stderr; what was seen is kept in run.json, for: abra-deploy-version explain --run run.json
set -u
app=$1 base=$2 head=$3

verdict=$(abra-deploy-version upgrade "$app" --from "$base" --to "$head" --timeout 15m --record run.json)
status=$?

case $status in
  0) echo "passed: $verdict" ;;
  1) echo "failed: $verdict" ;;
  3) echo "abra would not deploy it: $verdict" ;;
  124 | 130) echo "not finished: $verdict" ;;
  *) echo "cannot tell: $verdict" ;;
esac
exit $status
