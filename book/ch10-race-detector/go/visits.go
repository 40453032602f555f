// run with -race
package main

import (
	"fmt"
	"time"
)

func main() {
	visits := 0
	go func() {
		visits++
	}()
	time.Sleep(200 * time.Millisecond) // "that is long enough"
	visits++
	fmt.Println("visits:", visits)
}
