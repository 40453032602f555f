package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

func main() {
	rng := rand.New(rand.NewPCG(1, 2))
	var modulo, fair [4]int
	for range 100_000 {
		// 32 bits are not many, if a number below three billion is to come of them.
		modulo[rng.Uint32()%3_000_000_000/750_000_000]++
		fair[rng.Uint32N(3_000_000_000)/750_000_000]++
	}
	for quarter := range 4 {
		fmt.Printf("quarter %d  modulo %-24s  Uint32N %s\n", quarter+1,
			strings.Repeat("#", modulo[quarter]/2_000),
			strings.Repeat("#", fair[quarter]/2_000))
	}
}
