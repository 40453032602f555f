package main

import "fmt"

func print(letters <-chan string) {
	for letter := range letters {
		fmt.Println(letter)
		close(letters)
	}
}

func main() {
	letters := make(chan string, 1)
	letters <- "hello"
	print(letters)
}
