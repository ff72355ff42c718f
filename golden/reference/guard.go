package main

import (
	"fmt"
	"time"
)

// trouble is what a stage answers instead of a result: one of
// {"error": text}, {"panic": text}, {"timeout": true}.
type trouble map[string]any

// guard holds the moment at which a request's time is up.
type guard struct{ deadline time.Time }

// attempt runs one stage of a request and always comes back.
//
// go-git can block for ever in a system call (opening a FIFO that stands where a
// .gitignore should be), and a blocked goroutine cannot be stopped; so it is left
// behind, its result is dropped, and nothing it holds may be used again. That is
// why the work hands over its result instead of writing to shared variables, and
// why no stage starts once the time is up.
func attempt[T any](g guard, work func() (T, error)) (T, trouble) {
	type outcome struct {
		result  T
		trouble trouble
	}
	left := time.Until(g.deadline)
	if left <= 0 {
		return *new(T), trouble{"timeout": true}
	}
	done := make(chan outcome, 1) // buffered: a late result must not block its goroutine
	go func() {
		defer func() {
			if cause := recover(); cause != nil {
				done <- outcome{trouble: panicked(cause)}
			}
		}()
		result, err := work()
		if err != nil {
			done <- outcome{trouble: trouble{"error": encodeText(err.Error())}}
			return
		}
		done <- outcome{result: result}
	}()
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case o := <-done:
		return o.result, o.trouble
	case <-timer.C:
		return *new(T), trouble{"timeout": true}
	}
}

// stage is attempt for a result that goes straight into the answer.
func stage[T any](g guard, work func() (T, error)) any {
	result, trouble := attempt(g, work)
	if trouble != nil {
		return trouble
	}
	return result
}

// each answers a batch question by question: one that panics must not cost the
// others their answers.
func each[Q any](questions []Q, ask func(Q) any) []any {
	guarded := func(question Q) (result any) {
		defer func() {
			if cause := recover(); cause != nil {
				result = panicked(cause)
			}
		}()
		return ask(question)
	}
	results := make([]any, len(questions))
	for i, question := range questions {
		results[i] = guarded(question)
	}
	return results
}

func panicked(cause any) trouble {
	return trouble{"panic": encodeText(fmt.Sprint(cause))}
}
