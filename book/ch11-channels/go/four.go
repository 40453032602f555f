package main

import (
	"fmt"
	"sync/atomic"
)

type request struct {
	question int
	reply    chan int
}

func main() {
	// Work for one worker, from many; and an answer for each who asks.
	requests := make(chan request, 2)
	go func() {
		for r := range requests {
			r.reply <- r.question * 10
		}
	}()
	reply := make(chan int, 1)
	requests <- request{4, reply}
	fmt.Println("answer:", <-reply)

	// News for all who listen. Who is slow misses some.
	ann, bob := make(chan string, 2), make(chan string, 2)
	for _, news := range []string{"one", "two", "three"} {
		for _, listener := range []chan string{ann, bob} {
			select {
			case listener <- news:
			default:
			}
		}
	}
	fmt.Println("heard:", <-ann, <-ann)

	// The newest setting, for whoever looks.
	var limit atomic.Int64
	limit.Store(100)
	fmt.Println("limit:", limit.Load())
}
