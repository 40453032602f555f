package main

import "fmt"

func main() {
	word := "hello"
	begin, said := make(chan bool), make(chan bool)
	go func(given string) {
		<-begin
		fmt.Println(given, word)
		said <- true
	}(word)
	word = "world"
	begin <- true
	<-said
}
