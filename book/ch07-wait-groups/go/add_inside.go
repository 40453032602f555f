package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func fetch(wg *sync.WaitGroup, begin <-chan struct{}, fetched *atomic.Int32) {
	<-begin // stands for a scheduler that has something better to do
	wg.Add(1)
	defer wg.Done()
	fetched.Add(1)
}

func main() {
	var wg sync.WaitGroup
	var fetched atomic.Int32
	begin := make(chan struct{})
	for range 3 {
		go fetch(&wg, begin, &fetched)
	}
	wg.Wait()
	fmt.Println("fetched when Wait returned:", fetched.Load())
	close(begin)
}
