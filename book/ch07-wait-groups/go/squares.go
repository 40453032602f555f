package main

import (
	"fmt"
	"sync"
)

func main() {
	numbers := []int{3, 1, 2}
	squares := make([]int, len(numbers))
	var wg sync.WaitGroup
	for i, n := range numbers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			squares[i] = n * n
		}()
	}
	wg.Wait()
	fmt.Println(squares)
}
