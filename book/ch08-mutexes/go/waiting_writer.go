package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var mu sync.RWMutex

	mu.RLock()
	fmt.Println("one reads; another may read:", mu.TryRLock())
	mu.RUnlock()

	go mu.Lock()
	for mu.TryRLock() { // until the writer waits
		mu.RUnlock()
		runtime.Gosched()
	}
	fmt.Println("a writer waits; another may read:", mu.TryRLock())

	// We are still reading. A function that we call reads as well:
	mu.RLock()
	fmt.Println("never printed")
}
