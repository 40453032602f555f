package main

import (
	"fmt"
	"sync"
)

// Box holds one letter or none.
type Box struct {
	mu      sync.Mutex
	arrived *sync.Cond
	letter  string
}

func NewBox() *Box {
	b := new(Box)
	b.arrived = sync.NewCond(&b.mu)
	return b
}

func (b *Box) Put(letter string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.letter = letter
	b.arrived.Signal()
}

func (b *Box) Take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.letter == "" {
		b.arrived.Wait() // unlocks, sleeps, and locks again
	}
	letter := b.letter
	b.letter = ""
	return letter
}

func main() {
	box := NewBox()
	go box.Put("dear Ann")
	fmt.Println(box.Take())
}
