package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

var (
	limit int
	ready atomic.Bool
)

func main() {
	go func() {
		limit = 1000
		ready.Store(true)
	}()
	for !ready.Load() {
		runtime.Gosched()
	}
	fmt.Println(limit)
}
