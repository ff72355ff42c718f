package main

import (
	"errors"
	"fmt"
	"os"

	git "github.com/go-git/go-git/v5"
)

type headAnswer struct {
	Hash string `json:"hash"`
	Name string `json:"name"`
}

// answerRepository asks about one checkout: open and head always, the other
// stages as wanted. A stage that fails does not stop the next one, since abra too
// meets them in different places; only a failed open leaves nothing to ask.
func answerRepository(r request, reply answer, g guard) error {
	if r.Home == nil {
		// Otherwise the answer would hang on whoever runs the reference.
		return errors.New("home is needed")
	}
	wanted, err := wantedStages(r)
	if err != nil {
		return err
	}
	if err := validateClock(r.Clock); err != nil {
		return err
	}
	revisions, err := decodeTexts(r.Revisions)
	if err != nil {
		return err
	}
	if err := os.Setenv("HOME", *r.Home); err != nil {
		return err
	}

	repo, failed := attempt(g, func() (*git.Repository, error) { return git.PlainOpen(*r.Dir) })
	if failed != nil {
		reply["open"] = failed
		return nil
	}
	reply["open"] = struct{}{}
	reply["head"] = stage(g, func() (headAnswer, error) { return readHead(repo) })
	if wanted["tags"] {
		reply["tags"] = stage(g, func() ([]tagAnswer, error) { return readTags(repo) })
	}
	if wanted["status"] {
		reply["status"] = stage(g, func() (statusAnswer, error) { return readStatus(repo) })
	}
	if wanted["revision"] {
		resolved := map[string]any{}
		for i, asked := range r.Revisions {
			resolved[asked] = stage(g, func() (revisionAnswer, error) { return resolveRevision(repo, revisions[i]) })
		}
		reply["revisions"] = resolved
	}
	if r.Clock != nil {
		reply["clock"] = stage(g, func() (clockAnswer, error) { return clockStatus(*r.Dir, *r.Clock) })
	}
	if wanted["checkout"] {
		// Last, because it changes what all the others would answer.
		reply["checkout"] = stage(g, func() (headAnswer, error) { return r.Checkout.run(repo) })
	}
	return nil
}

// wantedStages defaults to the status, and the revisions where some are given.
// A checkout deletes files, so it must be both listed and described.
func wantedStages(r request) (map[string]bool, error) {
	wanted := map[string]bool{}
	for _, name := range r.Stages {
		switch name {
		case "tags", "status", "revision", "checkout":
			wanted[name] = true
		default:
			return nil, fmt.Errorf("unknown stage %q", name)
		}
	}
	if r.Stages == nil {
		wanted["status"] = true
		wanted["revision"] = len(r.Revisions) > 0
	}
	if wanted["checkout"] != (r.Checkout != nil) {
		return nil, errors.New("a checkout needs both the stage and the key")
	}
	if !wanted["revision"] && len(r.Revisions) > 0 {
		return nil, errors.New("revisions are given, but not their stage")
	}
	if r.Checkout != nil {
		return wanted, r.Checkout.validate()
	}
	return wanted, nil
}

func readHead(repo *git.Repository) (headAnswer, error) {
	head, err := repo.Head()
	if err != nil {
		return headAnswer{}, err
	}
	return headAnswer{head.Hash().String(), encodeText(head.Name().String())}, nil
}
