package main

import (
	"fmt"
	"math/rand"
)

func throws(rng *rand.Rand, n int) []int {
	var throws []int
	for range n {
		throws = append(throws, rng.Intn(5)+1)
	}
	return throws
}

func main() {
	seeded := rand.New(rand.NewSource(1))
	fmt.Println("seed 1:      ", throws(seeded, 12))
	again := rand.New(rand.NewSource(1))
	fmt.Println("seed 1 again:", throws(again, 12))
	other := rand.New(rand.NewSource(2))
	fmt.Println("seed 2:      ", throws(other, 12))

	counts := make(map[int]int)
	for _, side := range throws(seeded, 6_000) {
		counts[side]++
	}
	fmt.Println("without a six:", counts[6] == 0, "- sides:", len(counts))
}
