package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

type spinLock struct{ locked atomic.Bool }

func (l *spinLock) lock() {
	for l.locked.Swap(true) {
		runtime.Gosched()
	}
}

func (l *spinLock) unlock() { l.locked.Store(false) }

func main() {
	var (
		l     spinLock
		count int
		wg    sync.WaitGroup
	)
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				l.lock()
				count++
				l.unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println(count)
}
