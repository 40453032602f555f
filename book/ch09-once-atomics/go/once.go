package main

import (
	"fmt"
	"sync"
)

var (
	once  sync.Once
	limit int
)

func load() {
	fmt.Println("loading")
	limit = 1000
}

func connections() int {
	once.Do(load)
	return limit
}

func main() {
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { connections() })
	}
	wg.Wait()
	fmt.Println(connections())
}
