package main

import (
	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

type revisionAnswer struct {
	Hash string `json:"hash"`
}

func resolveRevision(repo *git.Repository, text string) (revisionAnswer, error) {
	hash, err := repo.ResolveRevision(plumbing.Revision(text))
	if err != nil {
		return revisionAnswer{}, err
	}
	return revisionAnswer{hash.String()}, nil
}
