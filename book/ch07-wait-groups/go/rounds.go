package main

import (
	"fmt"
	"sync"
)

func main() {
	heat := []int{0, 0, 90, 0, 0}
	for round := range 3 {
		next := make([]int, len(heat))
		var wg sync.WaitGroup
		for i := range heat {
			wg.Go(func() {
				left, right := max(i-1, 0), min(i+1, len(heat)-1)
				next[i] = (heat[left] + heat[i] + heat[right]) / 3
			})
		}
		wg.Wait()
		heat = next
		fmt.Println("round", round+1, heat)
	}
}
