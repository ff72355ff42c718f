#!/usr/bin/env bash
# docker/cli v28.5.2, its package cli/command/service/progress: the wait of `docker stack deploy --detach=false` and of `docker service update` (about a
# minute of CPU). Needs Go 1.24 or later; a stand-in plays the Swarm, no daemon is asked. The code of v29.9.3 is the same.
# Of a global service the wait counts the nodes that have a task of the new spec, and is done when all of THESE run: its comment says that Swarm creates all
# tasks at the same time. That holds for a new service. An update goes node by node, by default one at a time, with `update_config.delay` between them. If the
# delay is longer than `monitor` (5 seconds by default), the wait has converged after the first node, with exit code 0, while the others still run the old
# image and Swarm says `updating`. Of a replicated service the wait knows how many tasks to expect, and goes on.
# Seen with the client 28.2.2 on a real Swarm of 3 nodes (engine 20.10.24) as well: `docker service update --detach=false` of a global service with a delay of
# 20 seconds ended after 10, with 2 of 3 tasks old.
# Here `monitor` is 1 second, and Swarm shows one new task of three for 4 seconds, then all three.
# Output seen: "global: <nil> with 1 of 3 updated; replicated: <nil> with 3 of 3 updated"
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod
source=$(cd "$work" && go mod download -json github.com/docker/cli@v28.5.2+incompatible | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
cp -r "$source" "$work/cli"
chmod -R u+w "$work/cli"
cp "$work/cli/vendor.mod" "$work/cli/go.mod"
cp "$work/cli/vendor.sum" "$work/cli/go.sum"
mkdir "$work/cli/ask"
cat >"$work/cli/ask/main.go" <<'GO'
package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/docker/cli/cli/command/service/progress"
	"github.com/docker/docker/api/types/swarm"
	"github.com/docker/docker/client"
)

// The Swarm in the middle of a rolling update of three tasks.
type rolling struct {
	client.APIClient
	global bool
	begun  time.Time
}

var nodes = []string{"a", "b", "c"}

func (r rolling) updated() int {
	if time.Since(r.begun) < 4*time.Second {
		return 1
	}
	return len(nodes)
}

func (r rolling) ServiceInspectWithRaw(context.Context, string, swarm.ServiceInspectOptions) (swarm.Service, []byte, error) {
	three := uint64(len(nodes))
	service := swarm.Service{ID: "s", UpdateStatus: &swarm.UpdateStatus{State: swarm.UpdateStateUpdating}}
	service.Spec.UpdateConfig = &swarm.UpdateConfig{Parallelism: 1, Monitor: time.Second, Delay: 4 * time.Second}
	if r.global {
		service.Spec.Mode.Global = &swarm.GlobalService{}
	} else {
		service.Spec.Mode.Replicated = &swarm.ReplicatedService{Replicas: &three}
	}
	return service, nil, nil
}

// The wait asks for the tasks of the new spec alone (`_up-to-date`).
func (r rolling) TaskList(context.Context, swarm.TaskListOptions) ([]swarm.Task, error) {
	var tasks []swarm.Task
	for number, node := range nodes[:r.updated()] {
		task := swarm.Task{ID: node, NodeID: node, DesiredState: swarm.TaskStateRunning, Status: swarm.TaskStatus{State: swarm.TaskStateRunning}}
		if !r.global {
			task.Slot = number + 1
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}

func (rolling) NodeList(context.Context, swarm.NodeListOptions) ([]swarm.Node, error) {
	var list []swarm.Node
	for _, node := range nodes {
		list = append(list, swarm.Node{ID: node, Status: swarm.NodeStatus{State: swarm.NodeStateReady}})
	}
	return list, nil
}

func wait(global bool) string {
	reader, writer := io.Pipe()
	go io.Copy(io.Discard, reader)
	swarm := rolling{global: global, begun: time.Now()}
	err := progress.ServiceProgress(context.Background(), swarm, "s", writer)
	return fmt.Sprintf("%v with %d of %d updated", err, swarm.updated(), len(nodes))
}

func main() {
	fmt.Println("global: " + wait(true) + "; replicated: " + wait(false))
}
GO
seen=$(cd "$work/cli" && go run ./ask)
echo "$seen"
[ "$seen" = 'global: <nil> with 1 of 3 updated; replicated: <nil> with 3 of 3 updated' ]
