package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"
)

// request is one line of input. Exactly one of Dir, Match, Config, FileMatch and
// Env is set; it says which kind of request this is.
type request struct {
	ID json.RawMessage `json:"id"`

	Dir       *string   `json:"dir"`
	Home      *string   `json:"home"`
	Stages    []string  `json:"stages"`
	Revisions []string  `json:"revisions"`
	Checkout  *checkout `json:"checkout"`
	Clock     *int      `json:"clock"`

	Match     []patternMatch `json:"match"`
	Config    *string        `json:"config"`
	FileMatch []nameMatch    `json:"fileMatch"`
	Env       *string        `json:"env"`
}

// answer is one line of output; its keys differ by kind of request.
type answer map[string]any

// answerLine never fails: what is wrong with a request is itself an answer, so
// that each line in has its line out.
func answerLine(line []byte, limit time.Duration) answer {
	var asked request
	if err := parseStrictly(line, &asked); err != nil {
		return asked.refuse(err)
	}
	return asked.answer(limit)
}

func (r request) answer(limit time.Duration) answer {
	reply := r.newAnswer()
	if err := r.answerInto(reply, guard{time.Now().Add(limit)}); err != nil {
		return r.refuse(err)
	}
	return reply
}

// refuse does not call it "error": that word is kept for what go-git says.
func (r request) refuse(reason error) answer {
	reply := r.newAnswer()
	reply["badRequest"] = reason.Error()
	return reply
}

func (r request) newAnswer() answer {
	reply := answer{"id": nil, "goGit": goGitVersion}
	if len(r.ID) > 0 {
		reply["id"] = r.ID
	}
	return reply
}

func (r request) answerInto(reply answer, g guard) error {
	kinds := 0
	for _, set := range []bool{r.Dir != nil, r.Match != nil, r.Config != nil, r.FileMatch != nil, r.Env != nil} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		return errors.New("one of dir, match, config, fileMatch, env is needed")
	}
	if r.Dir == nil && (r.Home != nil || r.Stages != nil || r.Revisions != nil || r.Checkout != nil || r.Clock != nil) {
		return errors.New("home, stages, revisions, checkout and clock go with dir only")
	}
	switch {
	case r.Match != nil:
		return answerMatches(r.Match, reply, g)
	case r.FileMatch != nil:
		return answerNameMatches(r.FileMatch, reply, g)
	case r.Config != nil:
		return answerConfig(*r.Config, reply, g)
	case r.Env != nil:
		return answerEnv(*r.Env, reply, g)
	default:
		return answerRepository(r, reply, g)
	}
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

// What was linked, not what a go.mod says: the answers are only worth something
// if they carry the release that really gave them.
var (
	goGitVersion    = linkedVersion("github.com/go-git/go-git/v5")
	godotenvVersion = linkedVersion("github.com/joho/godotenv")
)

func linkedVersion(module string) string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dependency := range build.Deps {
		if dependency.Path != module {
			continue
		}
		if dependency.Replace != nil {
			return fmt.Sprintf("%s => %s %s", dependency.Version, dependency.Replace.Path, dependency.Replace.Version)
		}
		return dependency.Version
	}
	return "unknown"
}
