package main

import "fmt"

func main() {
	base := make([]int, 0, 4)
	base = append(base, 1, 2)
	left := append(base, 3)
	right := append(base, 4)
	fmt.Println(left, right)
}
