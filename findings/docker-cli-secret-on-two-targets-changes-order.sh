#!/usr/bin/env bash
# docker/cli v28.5.2, its package cli/compose/convert (about a minute of CPU). Needs Go 1.24 or later; a stand-in lists the secret, no daemon is asked.
# A service that mounts one secret (or config) on two targets gets the two entries of its spec in an order that changes from run to run: they come from a Go
# map and are then sorted by the secret's name alone, which is the same. So the task template of an unchanged file can differ from deploy to deploy, and Swarm
# updates a service whose task template differs. With two secrets of different names the order is always the same.
# Output seen: "one secret, two targets: 2 orders in 200 conversions; two secrets: 1 order"
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

	"github.com/docker/cli/cli/compose/convert"
	composetypes "github.com/docker/cli/cli/compose/types"
	"github.com/docker/docker/api/types/swarm"
	"github.com/docker/docker/client"
)

type standIn struct{ client.APIClient }

func (standIn) ClientVersion() string { return "1.41" }

func (standIn) SecretList(context.Context, swarm.SecretListOptions) ([]swarm.Secret, error) {
	list := []swarm.Secret{}
	for _, name := range []string{"s_key", "s_other"} {
		list = append(list, swarm.Secret{ID: name, Spec: swarm.SecretSpec{Annotations: swarm.Annotations{Name: name}}})
	}
	return list, nil
}

func orders(second string) int {
	config := &composetypes.Config{
		Services: []composetypes.ServiceConfig{{
			Name: "app", Image: "example",
			Secrets: []composetypes.ServiceSecretConfig{{Source: "key", Target: "a"}, {Source: second, Target: "b"}},
		}},
		Secrets: map[string]composetypes.SecretConfig{"key": {}, "other": {}},
	}
	seen := map[string]bool{}
	for i := 0; i < 200; i++ {
		services, err := convert.Services(context.Background(), convert.NewNamespace("s"), config, standIn{})
		if err != nil {
			panic(err)
		}
		order := ""
		for _, secret := range services["app"].TaskTemplate.ContainerSpec.Secrets {
			order += secret.File.Name
		}
		seen[order] = true
	}
	return len(seen)
}

func main() {
	fmt.Printf("one secret, two targets: %d orders in 200 conversions; two secrets: %d order\n", orders("key"), orders("other"))
}
GO
seen=$(cd "$work/cli" && go run ./ask)
echo "$seen"
[ "$seen" = 'one secret, two targets: 2 orders in 200 conversions; two secrets: 1 order' ]
