package main

import (
	"fmt"
	"sync"
)

type Bank struct {
	mu  sync.Mutex // guards ann and bob
	ann int
	bob int
}

// Pay moves money from Ann to Bob.
func (b *Bank) Pay(amount int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ann -= amount
	b.bob += amount
}

// Total forgets something.
func (b *Bank) Total() int {
	return b.ann + b.bob
}

func main() {
	bank := Bank{ann: 100}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { bank.Pay(1) })
	}
	wg.Wait()
	fmt.Println(bank.ann, bank.bob, bank.Total())
}
