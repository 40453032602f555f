package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var wg sync.WaitGroup
	var fetched atomic.Int32
	for range 3 {
		wg.Go(func() {
			fetched.Add(1)
			// The goroutine that starts this one is still counted.
			wg.Go(func() { fetched.Add(1) })
		})
	}
	wg.Wait()
	fmt.Println("fetched when Wait returned:", fetched.Load())
}
