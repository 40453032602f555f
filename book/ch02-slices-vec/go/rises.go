package main

import "fmt"

func rises(samples []int) int {
	n := 0
	for i := 0; i < len(samples)-1; i++ {
		if samples[i] < samples[i+1] {
			n++
		}
	}
	return n
}

func main() {
	fmt.Println(rises([]int{1, 2, 2, 5}), rises(nil), len([]int{})-1)
}
