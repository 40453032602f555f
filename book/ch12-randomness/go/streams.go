package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
)

// How many throws it takes until each side of a die has come up.
func throwsUntilAllSides(rng *rand.Rand) int {
	seen := make(map[int]bool)
	throws := 0
	for len(seen) < 6 {
		throws++
		seen[rng.IntN(6)] = true
	}
	return throws
}

func simulate(seed uint64, runs, threads int) []int {
	results := make([]int, runs)
	var wg sync.WaitGroup
	for thread := range threads {
		wg.Go(func() {
			for run := thread; run < runs; run += threads {
				rng := rand.New(rand.NewPCG(seed, uint64(run)))
				results[run] = throwsUntilAllSides(rng)
			}
		})
	}
	wg.Wait()
	return results
}

func main() {
	one, eight := simulate(1, 1000, 1), simulate(1, 1000, 8)
	fmt.Println(one[:10], slices.Equal(one, eight))
}
