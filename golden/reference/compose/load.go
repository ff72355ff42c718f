package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/docker/cli/cli/compose/loader"
	"github.com/docker/cli/cli/compose/schema"
	"github.com/docker/cli/cli/compose/types"
	"gopkg.in/yaml.v3"
)

// answerInto takes the steps of `docker stack deploy` up to what it asks of the
// Swarm: each file parsed, the version of the first, load with the environment
// as given, then the conversion. Its check of image names is left out: abra
// loads a service without an image.
func (r request) answerInto(reply answer) {
	if r.Clock != nil {
		reply["clock"] = r.clockLoad(*r.Clock)
		return
	}
	config, problem := r.load()
	if problem != nil {
		for key, value := range problem {
			reply[key] = value
		}
		return
	}
	text, err := yaml.Marshal(config)
	if err != nil {
		reply["error"], reply["stage"] = err.Error(), "marshal"
		return
	}
	if r.wants("yaml") {
		reply["yaml"] = string(text)
	}
	plain, err := readBack(text)
	if err != nil {
		reply["error"], reply["stage"] = err.Error(), "read back"
		return
	}
	reply["config"] = plain
	if r.wants("convert") {
		reply["convert"] = r.convert(config)
	}
}

// clockLoad times what load does, without the pipe, and without making YAML and JSON
// of it.
func (r request) clockLoad(count int) answer {
	nanoseconds := make([]int64, count)
	services := 0
	for i := range nanoseconds {
		begun := time.Now()
		config, problem := r.load()
		nanoseconds[i] = time.Since(begun).Nanoseconds()
		if problem != nil {
			return problem
		}
		services = len(config.Services)
	}
	return answer{"services": services, "nanoseconds": nanoseconds}
}

// load says in which step it failed: parsing is what any YAML reader may refuse,
// loading is docker/cli's own rules.
func (r request) load() (*types.Config, answer) {
	details := types.ConfigDetails{WorkingDir: r.workingDir(), Environment: r.Env}
	for _, one := range r.Files {
		parsed, err := loader.ParseYAML([]byte(one.Text))
		if err != nil {
			return nil, answer{"error": err.Error(), "stage": "parse", "file": one.Path}
		}
		details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: one.Path, Config: parsed})
	}
	details.Version = schema.Version(details.ConfigFiles[0].Config)
	root, err := writeEnvFiles(r.EnvFiles)
	if err != nil {
		return nil, answer{"badRequest": err.Error()}
	}
	if root != "" {
		defer os.RemoveAll(root)
		details.WorkingDir = filepath.Join(root, details.WorkingDir)
	}
	config, err := loader.Load(details)
	if err != nil {
		text := err.Error()
		if root != "" {
			text = strings.ReplaceAll(text, root, "")
		}
		reply := answer{"error": text, "stage": "load"}
		var forbidden *loader.ForbiddenPropertiesError
		if errors.As(err, &forbidden) {
			reply["forbidden"] = forbidden.Properties
		}
		return nil, reply
	}
	if root != "" {
		// The copies lie below a folder of their own; the answer must not show it.
		text, err := yaml.Marshal(config)
		if err != nil || !strings.Contains(string(text), root) {
			return config, nil
		}
		stripRoot(config, root)
	}
	return config, nil
}

// writeEnvFiles lays the texts down below a fresh folder, as docker/cli reads
// them from disk by itself.
func writeEnvFiles(texts map[string]string) (string, error) {
	if texts == nil {
		return "", nil
	}
	root, err := os.MkdirTemp("", "reference-compose")
	if err != nil {
		return "", err
	}
	for path, text := range texts {
		place := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(place, []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return root, nil
}

// stripRoot takes the scratch folder out of the only places where the loader
// writes absolute paths.
func stripRoot(config *types.Config, root string) {
	strip := func(path string) string {
		if short := strings.TrimPrefix(path, root); short != path {
			return "/" + strings.TrimPrefix(short, "/")
		}
		return path
	}
	for i := range config.Services {
		for j := range config.Services[i].Volumes {
			volume := &config.Services[i].Volumes[j]
			volume.Source = strip(volume.Source)
		}
	}
	for name, secret := range config.Secrets {
		secret.File = strip(secret.File)
		config.Secrets[name] = secret
	}
	for name, object := range config.Configs {
		object.File = strip(object.File)
		config.Configs[name] = object
	}
}
