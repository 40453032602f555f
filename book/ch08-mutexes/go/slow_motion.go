package main

import (
	"fmt"
	"sync"
)

type Account struct {
	mu      sync.Mutex
	balance int
}

func (a *Account) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

func (a *Account) Set(balance int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance = balance
}

func main() {
	var account Account
	read, written, done := make(chan bool), make(chan bool), make(chan bool)

	go func() {
		balance := account.Balance()
		close(read) // here a scheduler may well switch; this one always does
		<-written
		account.Set(balance + 10)
		close(done)
	}()

	<-read
	account.Set(account.Balance() + 1)
	close(written)
	<-done
	fmt.Println("10 and 1 were paid in, and there are", account.Balance())
}
