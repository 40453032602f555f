package main

import "fmt"

func main() {
	toAnn, toBob := make(chan string), make(chan string)
	go func() {
		toAnn <- "greetings from Bob"
		fmt.Println("Bob reads:", <-toBob)
	}()
	toBob <- "greetings from Ann"
	fmt.Println("Ann reads:", <-toAnn)
}
