// The compose reference: answers, through the real docker/cli, what its compose
// loader makes of files and what Swarm would be told about each service. It is
// neither docker nor abra. See README.md, one folder up.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/sirupsen/logrus"
)

func main() {
	logrus.SetOutput(io.Discard) // warnings are no answers
	scratch := os.TempDir()
	os.Clearenv() // the names without a value of an env_file would be looked up there
	os.Setenv("TMPDIR", scratch)
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "reference-compose:", err)
		}
		os.Exit(2)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("reference-compose", flag.ContinueOnError)
	serving := flags.Bool("serve", false, "answer one JSON request a line from stdin")
	limit := flags.Duration("timeout", 20*time.Second, "time limit of each request")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case *limit <= 0:
		return errors.New("--timeout must be positive")
	case !*serving:
		return errors.New("--serve is needed")
	}
	return serve(in, out, *limit)
}

// serve answers line by line, in the order of the requests and one at a time.
func serve(in io.Reader, out io.Writer, limit time.Duration) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	buffered := bufio.NewWriter(out)
	writer := json.NewEncoder(buffered)
	writer.SetEscapeHTML(false) // <, > and & stay readable
	for {
		// Not a Scanner: a request may be longer than any buffer we would choose.
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if err := writer.Encode(answerLine(line, limit)); err != nil {
				return err
			}
		}
		// Nothing more to read just now: whoever asks may be waiting.
		if lines.Buffered() == 0 {
			if err := buffered.Flush(); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return buffered.Flush()
		}
		if err != nil {
			return err
		}
	}
}
