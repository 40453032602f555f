package main

import (
	"fmt"
	"math/rand"
	"time"
)

// A session token, as many a tutorial makes it.
func token(made time.Time) string {
	rng := rand.New(rand.NewSource(made.UnixMilli()))
	return fmt.Sprintf("%016x%016x", rng.Uint64(), rng.Uint64())
}

func main() {
	// In the answer to a login: Date: Tue, 14 Nov 2023 22:13:20 GMT
	made := time.UnixMilli(1_700_000_000_617)
	stolen := token(made)
	fmt.Println("the token:  ", stolen)

	second := made.Truncate(time.Second)
	for tried := range 1000 {
		guess := second.Add(time.Duration(tried) * time.Millisecond)
		if token(guess) == stolen {
			fmt.Println("the guess:  ", token(guess), "after", tried+1, "of 1000")
		}
	}
}
