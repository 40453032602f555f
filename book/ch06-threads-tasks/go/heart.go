package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

func main() {
	runtime.GOMAXPROCS(1)
	var enough atomic.Bool
	parsed := make(chan string)
	go func() {
		for !enough.Load() {
			// The parser: it computes, and calls nothing that waits.
		}
		parsed <- "parsed"
	}()
	for beat := 1; beat <= 3; beat++ {
		time.Sleep(time.Millisecond)
		fmt.Println("beat", beat)
	}
	enough.Store(true)
	fmt.Println(<-parsed)
}
