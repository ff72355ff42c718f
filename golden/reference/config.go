package main

import (
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"
)

type sectionAnswer struct {
	Name        string             `json:"name"`
	Options     [][2]string        `json:"options"`
	Subsections []subsectionAnswer `json:"subsections"`
}

type subsectionAnswer struct {
	Name    string      `json:"name"`
	Options [][2]string `json:"options"`
}

// answerConfig asks how go-git reads a git config file: ~/.gitconfig decides
// which global excludes are read (L02), .git/config whether a repository opens.
func answerConfig(text string, reply answer, g guard) error {
	raw, err := decodeText(text)
	if err != nil {
		return err
	}
	sections, failed := attempt(g, func() ([]sectionAnswer, error) {
		read := config.New()
		if err := config.NewDecoder(strings.NewReader(raw)).Decode(read); err != nil {
			return nil, err
		}
		return describeSections(read.Sections), nil
	})
	if failed == nil {
		reply["sections"] = sections
	}
	for key, value := range failed {
		reply[key] = value
	}
	return nil
}

func describeSections(sections config.Sections) []sectionAnswer {
	described := make([]sectionAnswer, len(sections))
	for i, section := range sections {
		subsections := make([]subsectionAnswer, len(section.Subsections))
		for j, subsection := range section.Subsections {
			subsections[j] = subsectionAnswer{encodeText(subsection.Name), describeOptions(subsection.Options)}
		}
		described[i] = sectionAnswer{encodeText(section.Name), describeOptions(section.Options), subsections}
	}
	return described
}

func describeOptions(options config.Options) [][2]string {
	described := make([][2]string, len(options))
	for i, option := range options {
		described[i] = [2]string{encodeText(option.Key), encodeText(option.Value)}
	}
	return described
}
