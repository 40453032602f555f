package main

import "fmt"

func main() {
	letters := make(chan string, 2)
	letters <- "dear Ann"
	letters <- "dear Bob"
	close(letters)
	for letter := range letters {
		fmt.Println(letter)
	}
	letter, ok := <-letters
	fmt.Printf("%q, %v\n", letter, ok)

	defer func() { fmt.Println("recovered:", recover()) }()
	letters <- "dear Eve"
}
