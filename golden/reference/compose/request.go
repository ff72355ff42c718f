package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// request is one line of input.
type request struct {
	ID json.RawMessage `json:"id"`
	// In the order in which they are merged.
	Files []file            `json:"files"`
	Env   map[string]string `json:"env"`
	// What relative paths count from; left out: the folder of the first file.
	WorkingDir *string `json:"workingDir"`
	// Texts of files that env_file names, by absolute path.
	EnvFiles map[string]string `json:"envFiles"`
	// `load` is always done; `convert` and `yaml` when asked for.
	Stages []string `json:"stages"`
	// The stack's name, for `convert`.
	Stack string `json:"stack"`
	// Secrets and configs that the Swarm of `convert` does not have; it has any other.
	Absent []string `json:"absent"`
	// How many times to load the files, each by this program's own clock.
	Clock *int `json:"clock"`
}

// maxClocked bounds what one request may ask for.
const maxClocked = 1000

type file struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// answer is one line of output; its keys are in README.md.
type answer map[string]any

// answerLine never fails: what is wrong with a request is itself an answer, so
// that each line in has its line out.
func answerLine(line []byte, limit time.Duration) answer {
	var asked request
	err := parseStrictly(line, &asked)
	if err == nil {
		err = asked.check()
	}
	reply := answer{"id": nil, "dockerCli": dockerCliVersion}
	if len(asked.ID) > 0 {
		reply["id"] = asked.ID
	}
	if err != nil {
		reply["badRequest"] = err.Error()
		return reply
	}
	deadline := time.After(limit)
	done := make(chan answer, 1) // buffered: a late answer must not block its goroutine
	go func() {
		part := answer{}
		defer func() {
			if cause := recover(); cause != nil {
				part["panic"] = fmt.Sprint(cause)
			}
			done <- part
		}()
		asked.answerInto(part)
	}()
	select {
	case part := <-done:
		for key, value := range part {
			reply[key] = value
		}
	case <-deadline:
		reply["timeout"] = true
	}
	return reply
}

func (r request) check() error {
	if len(r.Files) == 0 {
		return errors.New("files is needed, and one file in it")
	}
	for _, stage := range r.Stages {
		if stage != "load" && stage != "convert" && stage != "yaml" {
			return fmt.Errorf("stage %q is none of load, convert, yaml", stage)
		}
	}
	for path := range r.EnvFiles {
		if !filepath.IsAbs(path) || filepath.Clean(path) != path {
			return fmt.Errorf("envFiles: %q is no clean absolute path", path)
		}
	}
	if r.Clock != nil && (*r.Clock < 1 || *r.Clock > maxClocked) {
		return fmt.Errorf("clock is from 1 to %d", maxClocked)
	}
	if r.wants("convert") && r.Stack == "" {
		return errors.New("convert needs stack")
	}
	return nil
}

func (r request) wants(stage string) bool {
	for _, asked := range r.Stages {
		if asked == stage {
			return true
		}
	}
	return false
}

func (r request) workingDir() string {
	if r.WorkingDir != nil {
		return *r.WorkingDir
	}
	return filepath.Dir(r.Files[0].Path)
}

// parseStrictly refuses unknown keys: a misspelt one would otherwise be a
// comparison that silently compares nothing.
func parseStrictly(line []byte, asked *request) error {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(asked); err != nil {
		if err == io.EOF {
			return errors.New("empty line")
		}
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("more than one JSON value on a line")
	}
	return nil
}

const dockerCliModule = "github.com/docker/cli"

// dockerCliVersion is what was linked, not what a go.mod says: the answers are
// only worth something if they carry the release that really gave them.
var dockerCliVersion = func() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dependency := range build.Deps {
		if dependency.Path == dockerCliModule && dependency.Replace == nil {
			return strings.TrimSuffix(dependency.Version, "+incompatible")
		}
	}
	return "unknown"
}()
