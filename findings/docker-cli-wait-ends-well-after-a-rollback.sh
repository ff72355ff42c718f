#!/usr/bin/env bash
# docker/cli v28.5.2, its package cli/command/service/progress: the wait of `docker stack deploy --detach=false` and of `docker service update` (about a
# minute of CPU). Needs Go 1.24 or later; a stand-in plays the Swarm, no daemon is asked.
# The wait has converged, without an error and so with exit code 0, where Swarm has rolled the service back: the tasks of the old spec run, and the rollback is a
# line on the screen only. It has also converged, at its first look, where Swarm calls an update completed while the new task fails again and again
# (failure_action: continue). An update that Swarm paused is an error. A script that trusts the exit code takes the old version for the new one.
# Output seen: "rollback_completed: <nil>; completed, task failed: <nil>; paused: service update paused: why"
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

type standIn struct {
	client.APIClient
	update swarm.UpdateState
	task   swarm.TaskState
}

func (s standIn) ServiceInspectWithRaw(context.Context, string, swarm.ServiceInspectOptions) (swarm.Service, []byte, error) {
	one := uint64(1)
	service := swarm.Service{ID: "s", UpdateStatus: &swarm.UpdateStatus{State: s.update, Message: "why"}}
	service.Spec.Mode.Replicated = &swarm.ReplicatedService{Replicas: &one}
	service.Spec.UpdateConfig = &swarm.UpdateConfig{Monitor: time.Second}
	return service, nil, nil
}

func (s standIn) TaskList(context.Context, swarm.TaskListOptions) ([]swarm.Task, error) {
	return []swarm.Task{{ID: "t", Slot: 1, NodeID: "n", DesiredState: swarm.TaskStateRunning, Status: swarm.TaskStatus{State: s.task}}}, nil
}

func (standIn) NodeList(context.Context, swarm.NodeListOptions) ([]swarm.Node, error) {
	return []swarm.Node{{ID: "n", Status: swarm.NodeStatus{State: swarm.NodeStateReady}}}, nil
}

func wait(update swarm.UpdateState, task swarm.TaskState) error {
	reader, writer := io.Pipe()
	go io.Copy(io.Discard, reader)
	return progress.ServiceProgress(context.Background(), standIn{update: update, task: task}, "s", writer)
}

func main() {
	fmt.Printf("rollback_completed: %v; completed, task failed: %v; paused: %v\n",
		wait(swarm.UpdateStateRollbackCompleted, swarm.TaskStateRunning),
		wait(swarm.UpdateStateCompleted, swarm.TaskStateFailed),
		wait(swarm.UpdateStatePaused, swarm.TaskStateFailed))
}
GO
seen=$(cd "$work/cli" && go run ./ask)
echo "$seen"
[ "$seen" = 'rollback_completed: <nil>; completed, task failed: <nil>; paused: service update paused: why' ]
