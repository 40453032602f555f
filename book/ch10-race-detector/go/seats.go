// run with -race
package main

import (
	"fmt"
	"sync"
	"time"
)

const limit = 1

type Lobby struct {
	mu     sync.Mutex
	guests []string
}

func (l *Lobby) Full() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.guests) >= limit
}

func (l *Lobby) Add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.guests = append(l.guests, name)
}

func main() {
	var lobby Lobby
	var wg sync.WaitGroup
	for _, name := range []string{"ann", "bob"} {
		wg.Go(func() {
			if lobby.Full() {
				return
			}
			time.Sleep(200 * time.Millisecond) // the ticket is checked
			lobby.Add(name)
		})
	}
	wg.Wait()
	fmt.Printf("seats: %d, guests: %d\n", limit, len(lobby.guests))
}
