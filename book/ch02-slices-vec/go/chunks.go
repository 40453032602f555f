package main

import (
	"fmt"
	"sync"
)

func main() {
	numbers := []int{1, 2, 3, 4, 5, 6, 7}
	const size = 2
	var wg sync.WaitGroup
	for start := 0; start < len(numbers); start += size {
		part := numbers[start:min(start+size, len(numbers))]
		wg.Go(func() {
			for i := range part {
				part[i] *= 2
			}
		})
	}
	wg.Wait()
	fmt.Println(numbers)
}
