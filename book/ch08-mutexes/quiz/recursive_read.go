package main

import (
	"fmt"
	"sync"
)

type Bank struct {
	mu       sync.RWMutex
	balances []int
}

func (b *Bank) Balance(i int) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.balances[i]
}

func (b *Bank) Total() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	total := 0
	for i := range b.balances {
		total += b.Balance(i)
	}
	return total
}

func main() {
	bank := Bank{balances: []int{60, 40}}
	fmt.Println("total:", bank.Total())
}
