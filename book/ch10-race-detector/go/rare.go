// run with -race
package main

import (
	"fmt"
	"strconv"
	"sync"
)

func main() {
	failures := 0
	var wg sync.WaitGroup
	for _, text := range []string{"200", "404"} {
		wg.Go(func() {
			if _, err := strconv.Atoi(text); err != nil {
				failures++ // nobody sends such a text today
			}
		})
	}
	wg.Wait()
	fmt.Println("failures:", failures)
}
