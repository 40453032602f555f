package main

import "fmt"

func main() {
	letters := make(chan string, 2)
	letters <- "one"
	letters <- "two"
	fmt.Println("sent, and nobody there:", len(letters), "of", cap(letters))
	close(letters)
	for letter := range letters {
		fmt.Println("received:", letter)
	}
	letter, ok := <-letters
	fmt.Printf("and then: %q %v\n", letter, ok)
	letters <- "three"
}
