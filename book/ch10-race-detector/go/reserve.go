// run with -race
package main

import (
	"fmt"
	"sync"
	"time"
)

const limit = 1

type Lobby struct {
	mu    sync.Mutex
	taken int
}

// Reserve checks and takes, in one critical section.
func (l *Lobby) Reserve() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken >= limit {
		return false
	}
	l.taken++
	return true
}

func (l *Lobby) GiveBack() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken--
}

func (l *Lobby) Enter(redeem func() bool) bool {
	if !l.Reserve() {
		return false
	}
	if !redeem() { // another server is asked, and no lock is held
		l.GiveBack()
		return false
	}
	return true
}

func main() {
	var lobby Lobby
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			lobby.Enter(func() bool {
				time.Sleep(200 * time.Millisecond)
				return true
			})
		})
	}
	wg.Wait()
	fmt.Printf("seats: %d, guests: %d\n", limit, lobby.taken)
}
