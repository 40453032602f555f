package main

import (
	"fmt"
	"runtime"
)

var (
	limit int
	ready bool
)

func main() {
	go func() {
		limit = 1000
		ready = true
	}()
	for !ready {
		runtime.Gosched()
	}
	fmt.Println(limit)
}
