#!/usr/bin/env bash
# swarmkit v2.0.0, the scheduler of Docker's Swarm mode, built from its Go module (about a minute of CPU). Needs Go 1.24 or later.
# A node says of itself `x86_64`. The image of a task says `amd64`, and the scheduler takes the two for the same; the constraint `node.platform.arch==amd64`
# does not, so no node takes the task. Values of constraints are compared without case, also those of labels; the name of a label is compared with case, and a
# label that a node lacks is empty: a wrong case in `node.labels.zone!=eu` is met by every node.
# Output seen: "an image for amd64 true; node.platform.arch==amd64 false; node.platform.arch==x86_64 true; node.hostname==DB true; node.labels.Zone==EU true;
# node.labels.zone==eu false; node.labels.zone!=eu true" for the node `db` with the label `Zone=eu`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
cat >"$work/go.mod" <<'MODULE'
module constraints

go 1.24

require github.com/moby/swarmkit/v2 v2.0.0
MODULE
cat >"$work/main.go" <<'PROGRAM'
package main

import (
	"fmt"

	"github.com/moby/swarmkit/v2/api"
	"github.com/moby/swarmkit/v2/manager/constraint"
	"github.com/moby/swarmkit/v2/manager/scheduler"
)

func main() {
	node := &api.Node{
		Spec:        api.NodeSpec{Annotations: api.Annotations{Labels: map[string]string{"Zone": "eu"}}},
		Description: &api.NodeDescription{Hostname: "db", Platform: &api.Platform{Architecture: "x86_64", OS: "linux"}},
	}
	filter := &scheduler.PlatformFilter{}
	image := &api.Placement{Platforms: []*api.Platform{{Architecture: "amd64", OS: "linux"}}}
	filter.SetTask(&api.Task{Spec: api.TaskSpec{Placement: image}})
	fmt.Printf("an image for amd64 %v", filter.Check(&scheduler.NodeInfo{Node: node}))
	for _, text := range []string{
		"node.platform.arch==amd64", "node.platform.arch==x86_64", "node.hostname==DB",
		"node.labels.Zone==EU", "node.labels.zone==eu", "node.labels.zone!=eu",
	} {
		parsed, err := constraint.Parse([]string{text})
		if err != nil {
			panic(err)
		}
		fmt.Printf("; %s %v", text, constraint.NodeMatches(parsed, node))
	}
	fmt.Println()
}
PROGRAM
(cd "$work" && go build -o constraints .) >/dev/null 2>&1
seen=$("$work/constraints")
echo "$seen"
expected='an image for amd64 true; node.platform.arch==amd64 false; node.platform.arch==x86_64 true; node.hostname==DB true'
expected+='; node.labels.Zone==EU true; node.labels.zone==eu false; node.labels.zone!=eu true'
[ "$seen" = "$expected" ]
