package main

import "fmt"

func main() {
	left, right := make(chan int), make(chan int)
	close(left)
	for rounds := 1; rounds <= 1_000_000; rounds++ {
		select {
		case n, ok := <-left:
			if rounds == 1_000_000 {
				fmt.Println("after a million rounds:", n, ok)
			}
		case n := <-right: // open, and nothing has come yet
			fmt.Println("at last:", n)
		}
	}
}
