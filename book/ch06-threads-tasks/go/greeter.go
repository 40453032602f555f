package main

import (
	"fmt"
	"time"
)

func greeter(word string) {
	for range 3 {
		time.Sleep(100 * time.Millisecond)
		fmt.Println(word)
	}
}

func main() {
	go greeter("hello")
	fmt.Println("main is done")
}
