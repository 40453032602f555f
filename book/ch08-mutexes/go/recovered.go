package main

import (
	"fmt"
	"sync"
)

type Bank struct {
	mu       sync.Mutex
	balances map[string]int
}

func (b *Bank) Pay(from, to string, amount int, notify func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.balances[from] -= amount
	notify()
	b.balances[to] += amount
}

func (b *Bank) Total() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	total := 0
	for _, balance := range b.balances {
		total += balance
	}
	return total
}

func handle(request func()) {
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Println("recovered:", reason)
		}
	}()
	request()
}

func main() {
	bank := Bank{balances: map[string]int{"ann": 100, "bob": 0}}
	handle(func() {
		bank.Pay("ann", "bob", 30, func() { panic("no such printer") })
	})
	fmt.Println("the bank goes on, with", bank.Total())
}
