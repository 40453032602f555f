package main

import (
	"fmt"
	"sync"
)

type result struct {
	number int
	square int
	err    error
}

func work(job int) (int, error) {
	if job < 0 {
		return 0, fmt.Errorf("%d is negative", job)
	}
	return job * job, nil
}

func main() {
	input := []int{3, -1, 4, 1, 5}
	jobs := make(chan int)
	results := make(chan result)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for number := range jobs {
				square, err := work(input[number])
				results <- result{number, square, err}
			}
		})
	}
	go func() {
		for number := range input {
			jobs <- number
		}
		close(jobs)
		workers.Wait()
		close(results)
	}()

	inOrder := make([]result, len(input))
	for result := range results {
		inOrder[result.number] = result
	}
	for _, result := range inOrder {
		fmt.Println(result.square, result.err)
	}
}
