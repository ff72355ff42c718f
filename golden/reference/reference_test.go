package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

func TestTextSurvivesBothWays(t *testing.T) {
	for raw, text := range map[string]string{
		"":             "",
		"a/é/😀\n\x00":  "a/é/😀\n\x00",
		"a\xff\xc3":    `a\xff\xc3`,
		"\xed\xa0\x80": `\xed\xa0\x80`, // a surrogate is not UTF-8
		"\ufffd":       "\ufffd",       // but the replacement character itself is
		`a\b\xff`:      `a\\b\\xff`,
	} {
		if got := encodeText(raw); got != text {
			t.Errorf("encodeText(%q) = %q, want %q", raw, got, text)
		}
		if got, err := decodeText(text); err != nil || got != raw {
			t.Errorf("decodeText(%q) = %q, %v, want %q", text, got, err, raw)
		}
	}
	for _, text := range []string{`\`, `\x`, `\x4`, `\xFF`, `\n`, `a\\\`} {
		if got, err := decodeText(text); err == nil {
			t.Errorf("decodeText(%q) = %q, want an error", text, got)
		}
	}
}

func TestAStageAlwaysComesBack(t *testing.T) {
	const long, short, none = time.Minute, 20 * time.Millisecond, 0
	for name, c := range map[string]struct {
		limit time.Duration
		work  func() (int, error)
		want  string
	}{
		"result":  {long, func() (int, error) { return 1, nil }, `1`},
		"error":   {long, func() (int, error) { return 0, errors.New("a\xff") }, `{"error":"a\\xff"}`},
		"panic":   {long, func() (int, error) { panic("odd") }, `{"panic":"odd"}`},
		"hang":    {short, func() (int, error) { select {} }, `{"timeout":true}`},
		"no time": {none, func() (int, error) { return 1, nil }, `{"timeout":true}`},
	} {
		got, err := json.Marshal(stage(guard{time.Now().Add(c.limit)}, c.work))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, c.want)
		}
	}
}

func TestOneQuestionsPanicIsItsOwn(t *testing.T) {
	got, err := json.Marshal(each([]int{1, 0}, func(n int) any { return 1 / n }))
	if want := `[1,{"panic":"runtime error: integer divide by zero"}]`; err != nil || string(got) != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}

func TestEachLineHasItsAnswer(t *testing.T) {
	lines := []struct{ in, key string }{
		{`{"id":1,"match":[]}`, "match"},
		{`{"id":2,"config":""}`, "sections"},
		{`{"id":3,"config":"["}`, "error"},
		{`{"id":4,"fileMatch":[{"pattern":"[","name":"a"}]}`, "fileMatch"},
		{`{"id":5,"dir":"/nowhere","home":""}`, "open"},
		{`{"id":6,"dir":"/nowhere"}`, "badRequest"},
		{`{"id":7,"match":[],"config":""}`, "badRequest"},
		{`{"id":8,"match":[],"home":""}`, "badRequest"},
		{`{"id":9,"match":[],"typo":1}`, "badRequest"},
		{`{"id":10,"match":[]} {}`, "badRequest"},
		{`{"id":11,"dir":"/nowhere","home":"","stages":["typo"]}`, "badRequest"},
		{`{"id":12,"dir":"/nowhere","home":"","stages":["checkout"]}`, "badRequest"},
		{`{"id":13,"dir":"/nowhere","home":"","checkout":{"branch":"refs/heads/x"}}`, "badRequest"},
		{`{"id":14,"dir":"/nowhere","home":"","stages":["checkout"],"checkout":{"hash":"7ae7b0f7"}}`, "badRequest"},
		{`{"id":15,"dir":"/nowhere","home":"","revisions":["\\n"]}`, "badRequest"},
		{`{"id":16,"env":"A=1"}`, "env"},
		{`{"id":17,"env":"A=1","home":""}`, "badRequest"},
		{`{"id":18,"env":"\\n"}`, "badRequest"},
		{`{"id":19,"match":[],"clock":1}`, "badRequest"},
		{`{"id":20,"dir":"/nowhere","home":"","clock":0}`, "badRequest"},
		{`{"id":21,"dir":"/nowhere","home":"","clock":1001}`, "badRequest"},
		{`{"id":22,"dir":"/nowhere","home":"","clock":1}`, "open"},
		{``, "badRequest"},
		{`no JSON, no line end`, "badRequest"},
	}
	var in []string
	for _, line := range lines {
		in = append(in, line.in)
	}
	var out strings.Builder
	if err := run([]string{"--serve"}, strings.NewReader(strings.Join(in, "\n")), &out); err != nil {
		t.Fatal(err)
	}
	answers := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(answers) != len(lines) {
		t.Fatalf("%d answers to %d lines", len(answers), len(lines))
	}
	for i, line := range lines {
		var got map[string]any
		if err := json.Unmarshal([]byte(answers[i]), &got); err != nil {
			t.Fatal(err)
		}
		if _, ok := got[line.key]; !ok {
			t.Errorf("%s: %s, want %s", line.in, answers[i], line.key)
		}
	}
}

func TestAnEnvFileIsAnsweredByName(t *testing.T) {
	for text, want := range map[string]string{
		"":                              `{"values":[]}`,
		"B=$A\nA=\"1\\xff\"\nB=2 # two": `{"values":[["A","1\\xff"],["B","2"]]}`,
		"A='":                           `{"error":"unterminated quoted value '"}`,
	} {
		var reply = answer{}
		if err := answerEnv(text, reply, guard{time.Now().Add(time.Minute)}); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(reply["env"]); err != nil || string(got) != want {
			t.Errorf("%q: %s, %v, want %s", text, got, err, want)
		}
	}
}

func TestTheClockIsReportedOnlyWhereAsked(t *testing.T) {
	dir := t.TempDir()
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	worktree, err := repo.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	author := &object.Signature{Name: "a", Email: "a@example.com", When: time.Unix(0, 0)}
	if _, err := worktree.Commit("x", &git.CommitOptions{Author: author, AllowEmptyCommits: true}); err != nil {
		t.Fatal(err)
	}
	home, count := t.TempDir(), 3
	timed := request{Dir: &dir, Home: &home, Stages: []string{}, Clock: &count}.answer(time.Minute)
	clocked, ok := timed["clock"].(clockAnswer)
	if !ok || !clocked.Clean || len(clocked.Nanoseconds) != count {
		t.Fatalf("%v, want %d durations of a clean status", timed["clock"], count)
	}
	for _, duration := range clocked.Nanoseconds {
		if duration <= 0 {
			t.Errorf("%v, want durations above 0", clocked.Nanoseconds)
		}
	}
	if _, there := timed["status"]; there {
		t.Error("the status was answered though no stage was asked")
	}
	silent := request{Dir: &dir, Home: &home}.answer(time.Minute)
	if _, there := silent["clock"]; there {
		t.Error("the clock was answered unasked")
	}
	if err := os.WriteFile(filepath.Join(dir, "untracked"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dirty, _ := request{Dir: &dir, Home: &home, Stages: []string{}, Clock: &count}.answer(time.Minute)["clock"].(clockAnswer)
	if dirty.Clean {
		t.Error("clean, with an untracked file")
	}
}
