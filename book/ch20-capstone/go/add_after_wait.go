package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// A Gate counts who is inside, until it is closed.
type Gate struct {
	closed atomic.Bool
	inside sync.WaitGroup
}

func (g *Gate) Enter(between func()) bool {
	if g.closed.Load() {
		return false
	}
	between()
	g.inside.Add(1)
	return true
}

func (g *Gate) Shutdown() {
	g.closed.Store(true)
	g.inside.Wait()
}

func main() {
	var gate Gate
	// What another goroutine may do at any time happens here at the worst one.
	entered := gate.Enter(func() {
		gate.Shutdown()
		fmt.Println("everybody has left, the database is closed")
	})
	if entered {
		fmt.Println("a request is being handled")
	}
}
