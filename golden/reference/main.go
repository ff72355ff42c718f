// The reference: answers, through the real go-git, the questions that the
// TypeScript port in src/git answers by itself, so that the two can be compared.
// It is not abra, and nothing it prints was printed by abra. See README.md.
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
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "reference:", err)
		}
		os.Exit(2)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("reference", flag.ContinueOnError)
	serving := flags.Bool("serve", false, "answer one JSON request a line from stdin")
	dir := flags.String("dir", "", "the checkout")
	home := flags.String("home", "", "what HOME is to be; required, may be empty")
	limit := flags.Duration("timeout", 20*time.Second, "time limit of each request")
	var revisions []string
	flags.Func("revision", "a revision to resolve; may be repeated", func(text string) error {
		// An argument is raw bytes; requests carry text in our encoding.
		revisions = append(revisions, encodeText(text))
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })

	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case *limit <= 0:
		return errors.New("--timeout must be positive")
	case *serving && (given["dir"] || given["home"] || given["revision"]):
		return errors.New("--serve takes its requests from stdin")
	case *serving:
		return serve(in, out, *limit)
	case !given["dir"] || !given["home"]:
		return errors.New("--dir and --home are needed, or --serve")
	}
	asked := request{Dir: dir, Home: home, Revisions: revisions}
	return newWriter(out).Encode(asked.answer(*limit))
}

// serve answers line by line, in the order of the requests and one at a time:
// HOME belongs to the whole process, so two requests cannot run side by side.
func serve(in io.Reader, out io.Writer, limit time.Duration) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	writer := newWriter(out)
	for {
		// Not a Scanner: a request may be longer than any buffer we would choose.
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if err := writer.Encode(answerLine(line, limit)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func newWriter(out io.Writer) *json.Encoder {
	writer := json.NewEncoder(out)
	writer.SetEscapeHTML(false) // paths with <, > and & stay readable
	return writer
}
