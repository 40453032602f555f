// go vet objects
package main

import (
	"fmt"
	"sync"
)

type Stats struct {
	mu       sync.Mutex
	requests int
}

func (s Stats) Record() { // a value receiver: `s` is a copy, lock included
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
}

func main() {
	var stats Stats
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(stats.Record)
	}
	wg.Wait()
	fmt.Println("requests:", stats.requests)
}
