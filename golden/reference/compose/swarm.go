package main

import (
	"context"

	"github.com/docker/docker/api/types/swarm"
	"github.com/docker/docker/client"
)

var background = context.Background()

// fakeSwarm has every secret and config that is looked up, except those named
// absent; any other request is a bug here and panics.
type fakeSwarm struct {
	client.APIClient
	absent []string
}

func (fakeSwarm) ClientVersion() string { return "1.51" }

func (s fakeSwarm) has(name string) bool {
	for _, absent := range s.absent {
		if absent == name {
			return false
		}
	}
	return true
}

func (s fakeSwarm) SecretList(_ context.Context, options swarm.SecretListOptions) ([]swarm.Secret, error) {
	var found []swarm.Secret
	for _, name := range options.Filters.Get("name") {
		if s.has(name) {
			annotations := swarm.Annotations{Name: name}
			found = append(found, swarm.Secret{ID: "id-of-" + name, Spec: swarm.SecretSpec{Annotations: annotations}})
		}
	}
	return found, nil
}

func (s fakeSwarm) ConfigList(_ context.Context, options swarm.ConfigListOptions) ([]swarm.Config, error) {
	var found []swarm.Config
	for _, name := range options.Filters.Get("name") {
		if s.has(name) {
			annotations := swarm.Annotations{Name: name}
			found = append(found, swarm.Config{ID: "id-of-" + name, Spec: swarm.ConfigSpec{Annotations: annotations}})
		}
	}
	return found, nil
}
