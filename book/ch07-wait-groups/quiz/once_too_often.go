package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Done()
	fmt.Println("one")
	wg.Done()
	fmt.Println("two")
	wg.Wait()
	fmt.Println("three")
}
