package main

import (
	"fmt"
	"sync"
)

func greeter(word string) {
	fmt.Println(word)
}

func main() {
	var hello sync.WaitGroup
	hello.Go(func() { greeter("hello") })
	hello.Wait()
	fmt.Println("main is done")
}
