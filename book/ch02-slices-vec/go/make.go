package main

import "fmt"

func main() {
	length := make([]int, 3)
	length = append(length, 7)
	fmt.Println(length, len(length), cap(length) > 3)

	capacity := make([]int, 0, 3)
	capacity = append(capacity, 7)
	fmt.Println(capacity, len(capacity), cap(capacity))
}
