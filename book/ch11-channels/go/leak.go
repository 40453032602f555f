package main

import (
	"fmt"
	"runtime"
)

func squares(numbers <-chan int) <-chan int {
	squares := make(chan int)
	go func() {
		defer close(squares)
		for number := range numbers {
			squares <- number * number
		}
	}()
	return squares
}

func count(to int) <-chan int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for number := range to {
			numbers <- number
		}
	}()
	return numbers
}

// firstAbove looks no further than it must.
func firstAbove(limit int) int {
	for square := range squares(count(1_000_000)) {
		if square > limit {
			return square
		}
	}
	return -1
}

func main() {
	fmt.Println("goroutines:", runtime.NumGoroutine())
	for range 100 {
		firstAbove(50)
	}
	fmt.Println("goroutines:", runtime.NumGoroutine())
}
