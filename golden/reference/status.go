package main

import (
	"slices"

	"github.com/go-git/go-billy/v5/osfs"
	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

type statusAnswer struct {
	Clean bool         `json:"clean"`
	Files []fileAnswer `json:"files"`
}

type fileAnswer struct {
	Path   string `json:"path"`
	Change string `json:"change"`
}

func readStatus(repo *git.Repository) (statusAnswer, error) {
	status, err := worktreeStatus(repo)
	if err != nil {
		return statusAnswer{}, err
	}
	return describeStatus(status), nil
}

// worktreeStatus takes the steps by which abra learns whether a checkout is clean
// (R22, R23), in their order, because the first one to fail names the error.
func worktreeStatus(repo *git.Repository) (git.Status, error) {
	worktree, err := repo.Worktree()
	if err != nil {
		return nil, err
	}
	// Rooted at /, as the library asks: the path in ~/.gitconfig is absolute.
	global, err := gitignore.LoadGlobalPatterns(osfs.New("/"))
	if err != nil {
		return nil, err
	}
	worktree.Excludes = append(global, worktree.Excludes...)
	return worktree.Status()
}

// describeStatus lists just the files that IsClean looks at, as byte-sorted paths:
// go-git's own map has no order, and keeps unmodified files in some cases only.
func describeStatus(status git.Status) statusAnswer {
	paths := make([]string, 0, len(status))
	for path, file := range status {
		if file.Staging != git.Unmodified || file.Worktree != git.Unmodified {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths) // before encoding: \xNN would sort differently
	files := make([]fileAnswer, len(paths))
	for i, path := range paths {
		file := status[path]
		change := string([]byte{byte(file.Staging), byte(file.Worktree)})
		files[i] = fileAnswer{encodeText(path), encodeText(change)}
	}
	return statusAnswer{status.IsClean(), files}
}
