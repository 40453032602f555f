package main

import (
	"fmt"
	"math/rand/v2"
)

func main() {
	one := rand.New(rand.NewPCG(1, 2))
	two := rand.New(rand.NewPCG(1, 2))
	equal := 0
	for range 100 {
		if one.IntN(1_000_000) == two.IntN(1_000_000) {
			equal++
		}
	}
	fmt.Println(equal)
	fmt.Println(one.IntN(6) < 6, one.IntN(1))
}
