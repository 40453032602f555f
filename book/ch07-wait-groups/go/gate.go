package main

import (
	"fmt"
	"sync"
)

// A Gate is closed at first. Who passes waits until it is open.
type Gate struct {
	mu     sync.Mutex
	open   bool
	opened sync.Cond
}

func NewGate() *Gate {
	gate := new(Gate)
	gate.opened.L = &gate.mu
	return gate
}

func (g *Gate) Open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = true
	g.opened.Broadcast()
}

func (g *Gate) Pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open {
		g.opened.Wait()
	}
}

func main() {
	gate := NewGate()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			gate.Pass()
			fmt.Println("through")
		})
	}
	fmt.Println("opening")
	gate.Open()
	wg.Wait()
}
