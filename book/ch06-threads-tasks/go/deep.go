package main

import "fmt"

// levels counts down to 0 and up again, in n calls that are open at the same time.
func levels(n int) int {
	if n == 0 {
		return 0
	}
	return levels(n-1) + 1
}

func main() {
	result := make(chan int)
	go func() { result <- levels(1_000_000) }()
	fmt.Println(<-result)
}
