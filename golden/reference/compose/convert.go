package main

import (
	"sort"
	"strings"

	"github.com/distribution/reference"
	"github.com/docker/cli/cli/compose/convert"
	"github.com/docker/cli/cli/compose/types"
)

// convert takes the services by name: from one file docker/cli takes them in a
// random order, and so names one of several mistakes at random.
func (r request) convert(config *types.Config) any {
	sort.Slice(config.Services, func(i, j int) bool { return config.Services[i].Name < config.Services[j].Name })
	namespace := convert.NewNamespace(r.Stack)
	reply := answer{}
	if problem := imageProblem(config); problem != "" {
		reply["image"] = problem
	}
	specs, err := convert.Services(background, namespace, config, fakeSwarm{absent: r.Absent})
	if err != nil {
		reply["error"] = r.steadyError(config, err).Error()
		return reply
	}
	reply["services"] = specs
	reply["networks"], reply["externalNetworks"] = convert.Networks(namespace, config.Networks, joinedNetworks(config))
	return reply
}

// imageProblem takes the step of `docker stack deploy` between loading and
// converting: each service's image is parsed.
func imageProblem(config *types.Config) string {
	for _, service := range config.Services {
		if service.Image == "" {
			return "invalid image reference for service " + service.Name + ": no image specified"
		}
		if _, err := reference.ParseAnyReference(service.Image); err != nil {
			return "invalid image reference for service " + service.Name + ": " + err.Error()
		}
	}
	return ""
}

// steadyError asks about one network of a service at a time, because the
// converter names one of several undefined networks at random.
func (r request) steadyError(config *types.Config, err error) error {
	if !strings.Contains(err.Error(), "undefined network") {
		return err
	}
	for _, service := range config.Services {
		names := make([]string, 0, len(service.Networks))
		for name := range service.Networks {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			alone := service
			alone.Networks = map[string]*types.ServiceNetworkConfig{name: service.Networks[name]}
			one := *config
			one.Services = types.Services{alone}
			_, found := convert.Services(background, convert.NewNamespace(r.Stack), &one, fakeSwarm{absent: r.Absent})
			if found != nil {
				return found
			}
		}
	}
	return err
}

func joinedNetworks(config *types.Config) map[string]struct{} {
	joined := map[string]struct{}{}
	for _, service := range config.Services {
		if len(service.Networks) == 0 {
			joined["default"] = struct{}{}
		}
		for name := range service.Networks {
			joined[name] = struct{}{}
		}
	}
	return joined
}
