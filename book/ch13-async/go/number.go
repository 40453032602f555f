package main

import "fmt"

var next int

func take() int {
	next++
	fmt.Println("number", next, "is taken")
	return next
}

func main() {
	begin, end := make(chan struct{}), make(chan struct{})
	go func(number int) {
		<-begin
		fmt.Println(number, "is served")
		close(end)
	}(take())
	fmt.Println("main goes on")
	close(begin)
	<-end
}
