package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestEachLineHasItsAnswer(t *testing.T) {
	lines := []struct{ in, key string }{
		{`{"id":1,"files":[{"path":"/w/c.yml","text":"services: {a: {image: x}}"}],"env":{}}`, "config"},
		{`{"id":2,"files":[{"path":"/w/c.yml","text":"services: {a: {image: $X}}"}],"env":{},"stages":["yaml","convert"],"stack":"s"}`, "convert"},
		{`{"id":3,"files":[{"path":"/w/c.yml","text":"a: ["}]}`, "error"},
		{`{"id":4,"files":[{"path":"/w/c.yml","text":"services: {a: {env_file: e}}"}],"envFiles":{"/w/e":"A=1"}}`, "config"},
		{`{"id":5,"files":[{"path":"/w/c.yml","text":"volumes: {a: {external: true, x-cluster-spec: {}}}"}]}`, "panic"},
		{`{"id":6,"files":[]}`, "badRequest"},
		{`{"id":7,"typo":1}`, "badRequest"},
		{`{"id":8,"files":[{"path":"/w/c.yml","text":""}],"stages":["typo"]}`, "badRequest"},
		{`{"id":9,"files":[{"path":"/w/c.yml","text":""}],"stages":["convert"]}`, "badRequest"},
		{`{"id":10,"files":[{"path":"/w/c.yml","text":""}],"envFiles":{"../e":""}}`, "badRequest"},
		{`{"id":11,"files":[{"path":"/w/c.yml","text":"services: {a: {image: x}}"}],"clock":2}`, "clock"},
		{`{"id":12,"files":[{"path":"/w/c.yml","text":""}],"clock":0}`, "badRequest"},
		{`{} {}`, "badRequest"},
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
		if strings.Contains(answers[i], "reference-compose") {
			t.Errorf("%s shows its scratch folder", answers[i])
		}
	}
}
