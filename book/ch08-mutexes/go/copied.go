package main

import (
	"fmt"
	"sync"
)

type Account struct {
	mu      sync.Mutex
	balance int
}

func (a *Account) Deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
}

// first is what such functions are in a program that vet has nothing to say about.
func first[T any](queue chan T) T {
	return <-queue
}

func main() {
	ann := Account{balance: 100}
	queue := make(chan Account, 1)

	ann.mu.Lock()
	queue <- ann // the lock, and that it is locked, are copied as well
	ann.mu.Unlock()

	copied := first(queue)
	ann.Deposit(1)
	fmt.Println("the original has", ann.balance, "and the copy", copied.balance)
	fmt.Println("the copy can be locked:", copied.mu.TryLock())
}
