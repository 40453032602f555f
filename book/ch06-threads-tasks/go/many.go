package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	runtime.GOMAXPROCS(2)
	end := make(chan struct{})
	var here, gone sync.WaitGroup
	here.Add(10_000)
	for range 10_000 {
		gone.Go(func() {
			here.Done()
			<-end
		})
	}
	here.Wait()
	fmt.Println("goroutines that wait, and main:", runtime.NumGoroutine())
	close(end)
	gone.Wait()
}
