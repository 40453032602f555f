package main

import (
	"fmt"
	"sync"
)

func ask(server string, take <-chan struct{}, all *sync.WaitGroup) <-chan string {
	answer := make(chan string, 1)
	all.Go(func() {
		<-take
		fmt.Println(server, "has an answer")
		answer <- "answered by " + server
	})
	return answer
}

func main() {
	var all sync.WaitGroup
	first, later := make(chan struct{}), make(chan struct{})
	north, south := ask("north", later, &all), ask("south", first, &all)
	close(first)
	select {
	case answer := <-north:
		fmt.Println(answer)
	case answer := <-south:
		fmt.Println(answer)
	}
	fmt.Println("the question to north goes on")
	close(later)
	all.Wait()
}
