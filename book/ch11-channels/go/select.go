package main

import (
	"fmt"
	"time"
)

func main() {
	letters := make(chan string, 10)

	select {
	case letter := <-letters:
		fmt.Println(letter)
	default:
		fmt.Println("nothing there")
	}

	select {
	case letter := <-letters:
		fmt.Println(letter)
	case <-time.After(time.Millisecond):
		fmt.Println("nothing came in time")
	}

	letters <- "hello"
	close(letters)
	for range 3 {
		select {
		case letter, ok := <-letters:
			fmt.Printf("%q %v\n", letter, ok)
		case <-time.After(time.Hour):
			fmt.Println("nothing came in time")
		}
	}
}
