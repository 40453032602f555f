package main

import (
	"fmt"
	"time"
)

// fetch asks for a profile, and returns at once.
func fetch(who string, takes time.Duration) <-chan string {
	answer := make(chan string, 1)
	go func() {
		time.Sleep(takes)
		answer <- who
	}()
	return answer
}

func main() {
	start := time.Now()
	ann := fetch("Ann", time.Second)
	bob := fetch("Bob", 2*time.Second)
	fmt.Println("both are called")
	fmt.Println(<-ann, "and", <-bob)
	fmt.Println(time.Since(start).Truncate(time.Second))
}
