package main

import (
	"errors"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

// checkout says what to check out: a full reference name, or a full hash.
type checkout struct {
	Branch string `json:"branch,omitempty"`
	Hash   string `json:"hash,omitempty"`
}

func (c checkout) validate() error {
	if (c.Branch == "") == (c.Hash == "") {
		return errors.New("checkout needs either a branch or a hash")
	}
	// go-git reads a malformed hash as zeros, which then means another checkout.
	if c.Hash != "" && !plumbing.IsHash(c.Hash) {
		return errors.New("checkout needs a full hash")
	}
	_, err := decodeText(c.Branch)
	return err
}

// run checks out by force, as abra does for a version (R36). It deletes untracked
// and ignored files (L20): only ever ask for it in a scratch folder.
func (c checkout) run(repo *git.Repository) (headAnswer, error) {
	worktree, err := repo.Worktree()
	if err != nil {
		return headAnswer{}, err
	}
	branch, err := decodeText(c.Branch)
	if err != nil {
		return headAnswer{}, err
	}
	err = worktree.Checkout(&git.CheckoutOptions{
		Branch: plumbing.ReferenceName(branch),
		Hash:   plumbing.NewHash(c.Hash),
		Force:  true,
	})
	if err != nil {
		return headAnswer{}, err
	}
	return readHead(repo)
}
