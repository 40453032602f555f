package main

import "fmt"

func main() {
	letters := make(chan string, 1)
	letters <- "dear Ann"
	var kept []string
	var out chan string
	select {
	case letter := <-letters:
		fmt.Println("took in", letter)
	case out <- kept[0]:
		fmt.Println("passed on")
	}
}
