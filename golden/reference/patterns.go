package main

import (
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// patternMatch asks whether an ordered list of ignore patterns, all from one
// file in the folder Domain, excludes a path.
type patternMatch struct {
	Patterns []string `json:"patterns"`
	Domain   []string `json:"domain"`
	Path     string   `json:"path"`
	IsDir    bool     `json:"isDir"`
}

// nameMatch asks Go's filepath.Match alone, on which all ignore patterns rest.
type nameMatch struct {
	Pattern string `json:"pattern"`
	Name    string `json:"name"`
}

// answerMatches takes many questions in one request: a fuzz asks hundreds of
// thousands, and a line each would cost more than the matching.
func answerMatches(asked []patternMatch, reply answer, g guard) error {
	raw := make([]patternMatch, len(asked))
	for i, a := range asked {
		patterns, err := decodeTexts(a.Patterns)
		if err != nil {
			return err
		}
		domain, err := decodeTexts(a.Domain)
		if err != nil {
			return err
		}
		path, err := decodeText(a.Path)
		if err != nil {
			return err
		}
		raw[i] = patternMatch{patterns, domain, path, a.IsDir}
	}
	reply["match"] = stage(g, func() ([]any, error) {
		return each(raw, patternMatch.matches), nil
	})
	return nil
}

func (m patternMatch) matches() any {
	patterns := make([]gitignore.Pattern, len(m.Patterns))
	for i, text := range m.Patterns {
		patterns[i] = gitignore.ParsePattern(text, m.Domain)
	}
	return gitignore.NewMatcher(patterns).Match(strings.Split(m.Path, "/"), m.IsDir)
}

func answerNameMatches(asked []nameMatch, reply answer, g guard) error {
	raw := make([]nameMatch, len(asked))
	for i, a := range asked {
		pattern, err := decodeText(a.Pattern)
		if err != nil {
			return err
		}
		name, err := decodeText(a.Name)
		if err != nil {
			return err
		}
		raw[i] = nameMatch{pattern, name}
	}
	reply["fileMatch"] = stage(g, func() ([]any, error) {
		return each(raw, nameMatch.matches), nil
	})
	return nil
}

func (m nameMatch) matches() any {
	matched, err := filepath.Match(m.Pattern, m.Name)
	if err != nil {
		return encodeText(err.Error())
	}
	return matched
}
