package main

import "fmt"

func main() {
	all := []int{9, 1, 8, 2, 7}
	kept := all[:0]
	for _, seen := range all {
		if seen >= 5 {
			kept = append(kept, seen)
		}
	}
	fmt.Println("kept:", kept)
	fmt.Println("all: ", all) // the same array, half overwritten
}
