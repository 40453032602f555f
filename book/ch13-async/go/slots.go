package main

import (
	"errors"
	"fmt"
	"sync"
)

// all runs the jobs at the same time. The results are in the order of the jobs.
func all(jobs ...func() (string, error)) ([]string, error) {
	results, errs := make([]string, len(jobs)), make([]error, len(jobs))
	var wg sync.WaitGroup
	for i, job := range jobs {
		wg.Go(func() { results[i], errs[i] = job() })
	}
	wg.Wait()
	return results, errors.Join(errs...)
}

func main() {
	bobIsDone := make(chan struct{})
	ann := func() (string, error) {
		<-bobIsDone
		fmt.Println("Ann answers, and nobody needs her answer any more")
		return "Ann", nil
	}
	bob := func() (string, error) {
		defer close(bobIsDone)
		return "", errors.New("Bob is not there")
	}
	_, err := all(ann, bob)
	fmt.Println("error:", err)
}
