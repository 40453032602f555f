// run with -race
package main

import (
	"fmt"
	"sync"
	"time"
)

type Names struct {
	mu  sync.Mutex
	all []string
}

func (n *Names) All() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.all // the slice leaves, and the lock stays behind
}

func (n *Names) Rename(i int, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all[i] = name
}

func main() {
	names := Names{all: []string{"ann", "bob"}}
	all := names.All()
	go names.Rename(0, "eve")
	time.Sleep(200 * time.Millisecond)
	fmt.Println(all[0])
}
