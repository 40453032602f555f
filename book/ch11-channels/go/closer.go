package main

import (
	"fmt"
	"sync"
)

func main() {
	numbers := make(chan int)
	var senders sync.WaitGroup
	for job := range 3 {
		senders.Go(func() {
			for range job {
				numbers <- job
			}
		})
	}
	go func() {
		senders.Wait()
		close(numbers)
	}()

	sum := 0
	for number := range numbers {
		sum += number
	}
	fmt.Println("sum:", sum)
}
