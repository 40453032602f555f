package main

import "fmt"

func main() {
	letters := make(chan string)
	letters <- "hello"
	fmt.Println(<-letters)
}
