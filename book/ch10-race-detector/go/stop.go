package main

import (
	"fmt"
	"sync"
)

// Stop is requested once. Whoever waits is told the reason of the first request.
type Stop struct {
	once   sync.Once
	reason int
	done   chan struct{}
}

func (s *Stop) Request(reason int) (first bool) {
	s.once.Do(func() {
		first = true
		s.reason = reason
		close(s.done) // wakes everybody, now and later
	})
	return first
}

func (s *Stop) Wait() int {
	<-s.done
	return s.reason
}

func main() {
	stop := &Stop{done: make(chan struct{})}
	var wg sync.WaitGroup
	heard := make([]int, 2)
	for i := range heard {
		wg.Go(func() { heard[i] = stop.Wait() })
	}
	fmt.Println(stop.Request(7), stop.Request(8))
	wg.Wait()
	fmt.Println(heard, stop.Wait())
}
