package main

import (
	"fmt"
	"math/rand/v2"
)

func main() {
	// Two words of seed, or 32 bytes: what is seeded says which algorithm it is.
	pcg := rand.New(rand.NewPCG(1, 2))
	seed := [32]byte([]byte("thirty-two bytes, known to all.."))
	chacha := rand.New(rand.NewChaCha8(seed))
	for _, rng := range []*rand.Rand{pcg, chacha} {
		for range 10 {
			fmt.Print(rng.IntN(6)+1, " ")
		}
		fmt.Println()
	}
	// The functions of the package need no seed, and take none.
	side := rand.N(6) + 1
	fmt.Println("1 to 6:", 1 <= side && side <= 6)
}
