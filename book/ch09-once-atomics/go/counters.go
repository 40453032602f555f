package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type statistics struct {
	requests atomic.Int64
	bytes    atomic.Int64
}

func main() {
	var s statistics
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				s.requests.Add(1)
				s.bytes.Add(64)
			}
		})
	}
	wg.Wait()
	fmt.Println(s.requests.Load(), s.bytes.Swap(0), s.bytes.Load())
}
