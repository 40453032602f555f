package main

import "fmt"

func main() {
	// Each job waits for the one after it, so the last one ends first.
	jobs := []string{"first", "second", "third"}
	results := make(chan string)
	ended := make(chan struct{})
	close(ended)
	for i := len(jobs) - 1; i >= 0; i-- {
		after := ended
		ended = make(chan struct{})
		go func(ended chan<- struct{}) {
			<-after
			results <- jobs[i]
			close(ended)
		}(ended)
	}
	for range jobs {
		fmt.Println(<-results)
	}
}
