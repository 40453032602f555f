package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

var slowest atomic.Int64

func record(millis int64) {
	for {
		seen := slowest.Load()
		if millis <= seen {
			return
		}
		if slowest.CompareAndSwap(seen, millis) {
			return
		}
		// Somebody was quicker: look again.
	}
}

func main() {
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for millis := range int64(1000) {
				record(millis*4 + int64(i))
			}
		})
	}
	wg.Wait()
	fmt.Println(slowest.Load())
}
