package main

import "fmt"

func main() {
	answer := make(chan string, 1)

	select {
	case text := <-answer:
		fmt.Println(text)
	default:
		fmt.Println("not yet")
	}

	answer <- "hello"
	fmt.Println(<-answer)

	close(answer)
	_, ok := <-answer
	fmt.Println("there will be more:", ok)
}
