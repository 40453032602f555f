package main

import (
	"fmt"
	"sync"
)

type Till struct {
	mu    sync.Mutex
	total int
}

// Take adds the amount at a rate that somebody has to be asked for.
func (t *Till) Take(amount int, askRate func() int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total += amount * askRate()
}

func main() {
	var till Till
	asking, answer := make(chan struct{}), make(chan int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		till.Take(2, func() int { close(asking); return <-answer })
	}()
	<-asking
	if !till.mu.TryLock() {
		fmt.Println("the till is closed: somebody asks for a rate")
	}
	answer <- 3
	<-done
	fmt.Println(till.total)
}
