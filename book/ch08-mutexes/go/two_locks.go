package main

import (
	"fmt"
	"sync"
)

type Account struct {
	mu      sync.Mutex
	balance int
}

func transfer(from, to *Account, amount int, halfway func()) {
	from.mu.Lock()
	defer from.mu.Unlock()
	halfway()
	to.mu.Lock()
	defer to.mu.Unlock()
	from.balance -= amount
	to.balance += amount
}

func main() {
	ann, bob := &Account{balance: 100}, &Account{balance: 100}
	transfer(ann, bob, 10, func() {})
	transfer(bob, ann, 10, func() {})
	fmt.Println("one after the other:", ann.balance, bob.balance)

	var bothHalfway sync.WaitGroup
	bothHalfway.Add(2)
	halfway := func() {
		bothHalfway.Done()
		bothHalfway.Wait()
	}
	go transfer(ann, bob, 10, halfway)
	transfer(bob, ann, 10, halfway)
	fmt.Println("never printed")
}
