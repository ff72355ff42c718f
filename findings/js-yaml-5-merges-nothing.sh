#!/usr/bin/env bash
# js-yaml 5.5.0 beside 4.3.2 (npm). Needs Node 20.
# `<<: *base` merges in js-yaml 4, and in docker/cli. `load()` of js-yaml 5 takes `<<` for an ordinary key whose value is the map: a service of a stack file
# that gets its labels or its image from an anchor has neither, and no error says so. The schema `CORE_SCHEMA.withTags(mergeTag)` merges.
# Output seen: "js-yaml 4.3.2: image example, keys image labels; js-yaml 5.5.0: image undefined, keys << labels; with mergeTag: image example"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-fund --no-audit --prefix . four@npm:js-yaml@4.3.2 five@npm:js-yaml@5.5.0 >/dev/null 2>&1
cat >ask.mjs <<'JS'
import four from 'four'
import * as five from 'five'
const stack = `
x-base: &base {image: example}
services:
  app:
    <<: *base
    labels: [a=b]
`
const image = (read) => `image ${read.services.app.image}`
const shown = (read) => `${image(read)}, keys ${Object.keys(read.services.app).sort().join(' ')}`
const merging = five.load(stack, { schema: five.CORE_SCHEMA.withTags(five.mergeTag) })
console.log(`js-yaml 4.3.2: ${shown(four.load(stack))}; js-yaml 5.5.0: ${shown(five.load(stack))}; with mergeTag: ${image(merging)}`)
JS
seen=$(node ask.mjs)
echo "$seen"
[ "$seen" = 'js-yaml 4.3.2: image example, keys image labels; js-yaml 5.5.0: image undefined, keys << labels; with mergeTag: image example' ]
