package main

import "fmt"

func main() {
	answers, deadline := make(chan int, 1), make(chan int, 1)
	inTime := 0
	for range 1000 {
		answers <- 1
		deadline <- 1
		select {
		case <-answers:
			inTime++
			<-deadline
		case <-deadline:
			<-answers
		}
	}
	fmt.Println("nearly all in time:", inTime > 900)
	fmt.Println("about half of them:", 400 < inTime && inTime < 600)
}
