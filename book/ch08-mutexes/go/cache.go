package main

import (
	"fmt"
	"sync"
)

type Cache struct {
	mu    sync.RWMutex
	known map[string]int
}

// Get returns the rate of a currency, and loads it if it is not known.
func (c *Cache) Get(currency string, load func() int) int {
	c.mu.RLock()
	rate, ok := c.known[currency]
	c.mu.RUnlock()
	if ok {
		return rate
	}
	rate = load() // and what do others do in the meantime?
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[currency] = rate
	return rate
}

func main() {
	cache := Cache{known: map[string]int{}}
	rate := cache.Get("EUR", func() int {
		// Another one asks for the same while we are loading.
		fmt.Println("another:", cache.Get("EUR", func() int { return 7 }))
		return 8
	})
	fmt.Println("this one:", rate)
}
