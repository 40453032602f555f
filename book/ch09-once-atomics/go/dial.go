package main

import (
	"errors"
	"fmt"
	"sync"
)

func main() {
	attempts := 0
	dial := sync.OnceValues(func() (string, error) {
		attempts++
		if attempts == 1 {
			return "", errors.New("connection refused")
		}
		return "a connection", nil
	})
	for range 3 {
		connection, err := dial()
		fmt.Printf("%q, %v\n", connection, err)
	}
	fmt.Println("attempts:", attempts)
}
