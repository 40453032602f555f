package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

func swapWithAny(rng *rand.Rand, items []byte) {
	for i := range items {
		j := rng.IntN(len(items))
		items[i], items[j] = items[j], items[i]
	}
}

func main() {
	rng := rand.New(rand.NewPCG(3, 4))
	naive, fair := make(map[string]int), make(map[string]int)
	for range 60_000 {
		items := []byte("abc")
		swapWithAny(rng, items)
		naive[string(items)]++

		items = []byte("abc")
		rng.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		fair[string(items)]++
	}
	for _, order := range []string{"abc", "acb", "bac", "bca", "cab", "cba"} {
		fmt.Printf("%s  swapped %-20s  Shuffle %s\n", order,
			strings.Repeat("#", naive[order]/750), strings.Repeat("#", fair[order]/750))
	}
}
