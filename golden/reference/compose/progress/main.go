// The progress reference: answers, through the real docker/cli, how its wait for
// a service ends, on the recorded states of a Swarm. It is neither docker nor
// abra. See README.md, two folders up.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/docker/cli/cli/command/service/progress"
	"github.com/docker/docker/client"
)

// answer says how the wait for one service ended.
type answer struct {
	// converged, error, or waiting: docker/cli would still wait.
	Outcome string `json:"outcome"`
	Error   string `json:"error,omitempty"`
	// What docker/cli wrote about a rollback; abra is said to look for it.
	Rollback bool `json:"rollback"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "reference-progress:", err)
		os.Exit(2)
	}
}

// run replays recordings, each service in its own time and all of them at once;
// with --live SERVICE it asks the Swarm of DOCKER_HOST.
func run(args []string) error {
	if len(args) == 2 && args[0] == "--live" {
		live, err := client.NewClientWithOpts(client.FromEnv, client.WithAPIVersionNegotiation())
		if err != nil {
			return err
		}
		return write(wait(context.Background(), live, args[1]))
	}
	if len(args) == 0 {
		return errors.New("usage: reference-progress RECORDING… | --live SERVICE")
	}
	answers := map[string]map[string]answer{}
	var lock sync.Mutex
	var waiting sync.WaitGroup
	for _, path := range args {
		recorded, err := readRecording(path)
		if err != nil {
			return err
		}
		answers[path] = map[string]answer{}
		for _, name := range recorded.services() {
			waiting.Go(func() {
				ctx, cancel := context.WithTimeout(context.Background(), recorded.limit(name))
				defer cancel()
				ended := wait(ctx, &replay{recording: recorded, name: name, began: time.Now()}, name)
				lock.Lock()
				defer lock.Unlock()
				answers[path][name] = ended
			})
		}
	}
	waiting.Wait()
	return write(answers)
}

func wait(ctx context.Context, swarm client.APIClient, service string) answer {
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- progress.ServiceProgress(ctx, swarm, service, writer) }()
	given := answer{Outcome: "converged"}
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		var message struct{ ID string }
		if json.Unmarshal(lines.Bytes(), &message) == nil && message.ID == "rollback" {
			given.Rollback = true
		}
	}
	switch err := <-ended; {
	case errors.Is(err, context.DeadlineExceeded):
		given.Outcome = "waiting"
	case err != nil:
		given.Outcome, given.Error = "error", err.Error()
	}
	return given
}

func write(value any) error {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(value)
}
