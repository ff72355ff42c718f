package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/docker/docker/api/types/swarm"
	"github.com/docker/docker/client"
)

// recording is what this package's `wait --record` writes, as far as docker/cli asks for it.
type recording struct {
	Deployed  *snapshot
	Snapshots []snapshot
}

type snapshot struct {
	TakenAt  time.Time
	Services []service
}

type service struct {
	Name string
	Spec struct {
		Mode struct {
			Kind        string
			Replicas    uint64
			Completions uint64
		}
		Task         string
		UpdatePolicy struct{ MonitorMs int64 }
	}
	Update       *struct{ State, Message string }
	JobIteration *uint64
	Tasks        []task
}

type task struct {
	ID, NodeID, State, Desired, Task, Error string
	Slot                                    int
	JobIteration                            *uint64
	Pruned                                  bool
}

func readRecording(path string) (*recording, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var read recording
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if read.Deployed != nil {
		read.Snapshots = append([]snapshot{*read.Deployed}, read.Snapshots...)
	}
	return &read, nil
}

// services of the first look: docker/cli waits for what was deployed.
func (r *recording) services() []string {
	var names []string
	for _, one := range r.Snapshots[0].Services {
		names = append(names, one.Name)
	}
	return names
}

func (r *recording) begin() time.Time { return r.Snapshots[0].TakenAt }

// limit is the end of the recording, and then as long as docker/cli watches a service that has converged.
func (r *recording) limit(name string) time.Duration {
	last := r.Snapshots[len(r.Snapshots)-1]
	monitor := 5 * time.Second
	for _, look := range r.Snapshots {
		for _, one := range look.Services {
			if one.Name == name && time.Duration(one.Spec.UpdatePolicy.MonitorMs)*time.Millisecond > monitor {
				monitor = time.Duration(one.Spec.UpdatePolicy.MonitorMs) * time.Millisecond
			}
		}
	}
	return last.TakenAt.Sub(r.begin()) + monitor + 3*time.Second
}

// replay is a Swarm that shows what was recorded, as late as it was recorded;
// any other request is a bug here and panics.
type replay struct {
	client.APIClient
	recording *recording
	name      string
	began     time.Time
}

func (r *replay) now() (service, error) {
	at := r.recording.begin().Add(time.Since(r.began))
	shown := r.recording.Snapshots[0]
	for _, look := range r.recording.Snapshots {
		if !look.TakenAt.After(at) {
			shown = look
		}
	}
	for _, one := range shown.Services {
		if one.Name == r.name {
			return one, nil
		}
	}
	return service{}, fmt.Errorf("Error response from daemon: service %s not found", r.name)
}

func (r *replay) ServiceInspectWithRaw(ctx context.Context, id string, _ swarm.ServiceInspectOptions) (swarm.Service, []byte, error) {
	one, err := r.now()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	shown := swarm.Service{ID: id}
	monitor := time.Duration(one.Spec.UpdatePolicy.MonitorMs) * time.Millisecond
	shown.Spec.UpdateConfig = &swarm.UpdateConfig{Monitor: monitor}
	switch mode := one.Spec.Mode; mode.Kind {
	case "global":
		shown.Spec.Mode.Global = &swarm.GlobalService{}
	case "global-job":
		shown.Spec.Mode.GlobalJob = &swarm.GlobalJob{}
	case "replicated-job":
		shown.Spec.Mode.ReplicatedJob = &swarm.ReplicatedJob{MaxConcurrent: &mode.Completions, TotalCompletions: &mode.Completions}
	default:
		shown.Spec.Mode.Replicated = &swarm.ReplicatedService{Replicas: &mode.Replicas}
	}
	if shown.Spec.Mode.ReplicatedJob != nil || shown.Spec.Mode.GlobalJob != nil {
		shown.JobStatus = &swarm.JobStatus{JobIteration: version(one.JobIteration)}
	}
	if one.Update != nil {
		shown.UpdateStatus = &swarm.UpdateStatus{State: swarm.UpdateState(one.Update.State), Message: one.Update.Message}
	}
	return shown, nil, err
}

// TaskList answers the tasks of the current spec: docker/cli asks for no others.
func (r *replay) TaskList(context.Context, swarm.TaskListOptions) ([]swarm.Task, error) {
	one, err := r.now()
	var shown []swarm.Task
	for _, each := range one.Tasks {
		if each.Task != one.Spec.Task || each.Pruned {
			continue
		}
		iteration := version(each.JobIteration)
		shown = append(shown, swarm.Task{
			ID:           each.ID,
			Slot:         each.Slot,
			NodeID:       each.NodeID,
			DesiredState: swarm.TaskState(each.Desired),
			Status:       swarm.TaskStatus{State: swarm.TaskState(each.State), Err: each.Error},
			JobIteration: &iteration,
		})
	}
	return shown, err
}

// NodeList answers every node that a task names: a recording does not say which of them is down.
func (r *replay) NodeList(context.Context, swarm.NodeListOptions) ([]swarm.Node, error) {
	var shown []swarm.Node
	for _, look := range r.recording.Snapshots {
		for _, one := range look.Services {
			for _, each := range one.Tasks {
				shown = append(shown, swarm.Node{ID: each.NodeID, Status: swarm.NodeStatus{State: swarm.NodeStateReady}})
			}
		}
	}
	return shown, nil
}

func version(index *uint64) swarm.Version {
	if index == nil {
		return swarm.Version{}
	}
	return swarm.Version{Index: *index}
}
