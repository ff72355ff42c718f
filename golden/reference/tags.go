package main

import (
	"strings"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

// tagAnswer is one reference below refs/tags as it is stored: a hash (of the tag
// object where the tag is annotated), or the name of another reference.
type tagAnswer struct {
	Name   string `json:"name"`
	Hash   string `json:"hash,omitempty"`
	Target string `json:"target,omitempty"`
}

// readTags lists them in the order go-git gives them: loose ones first.
func readTags(repo *git.Repository) ([]tagAnswer, error) {
	iterator, err := repo.Tags()
	if err != nil {
		return nil, err
	}
	tags := []tagAnswer{}
	err = iterator.ForEach(func(reference *plumbing.Reference) error {
		tag := tagAnswer{Name: encodeText(strings.TrimPrefix(reference.Name().String(), "refs/tags/"))}
		if reference.Type() == plumbing.SymbolicReference {
			tag.Target = encodeText(reference.Target().String())
		} else {
			tag.Hash = reference.Hash().String()
		}
		tags = append(tags, tag)
		return nil
	})
	return tags, err
}
