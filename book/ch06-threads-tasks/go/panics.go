package main

import "fmt"

func main() {
	defer fmt.Println("main's deferred call")
	go func() {
		panic("lost my voice")
	}()
	select {}
}
