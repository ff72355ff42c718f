package main

import (
	"fmt"
	"time"

	git "github.com/go-git/go-git/v5"
)

// maxClocked bounds what one request may ask for.
const maxClocked = 1000

type clockAnswer struct {
	Clean       bool    `json:"clean"`
	Nanoseconds []int64 `json:"nanoseconds"`
}

func validateClock(count *int) error {
	if count != nil && (*count < 1 || *count > maxClocked) {
		return fmt.Errorf("clock is from 1 to %d", maxClocked)
	}
	return nil
}

// clockStatus times what abra does to learn whether a checkout is clean, each time
// from the start: PlainOpen, HEAD, Worktree, global patterns, Status, IsClean. Only
// this program's own clock knows it without the pipe, and without making JSON.
func clockStatus(dir string, count int) (clockAnswer, error) {
	answered := clockAnswer{Nanoseconds: make([]int64, count)}
	for i := range answered.Nanoseconds {
		begun := time.Now()
		repo, err := git.PlainOpen(dir)
		if err != nil {
			return clockAnswer{}, err
		}
		if _, err := repo.Head(); err != nil {
			return clockAnswer{}, err
		}
		status, err := worktreeStatus(repo)
		if err != nil {
			return clockAnswer{}, err
		}
		answered.Clean = status.IsClean()
		answered.Nanoseconds[i] = time.Since(begun).Nanoseconds()
	}
	return answered, nil
}
