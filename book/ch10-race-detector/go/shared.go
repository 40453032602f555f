package main

import (
	"fmt"
	"sync"
)

type Settings struct {
	greeting string
}

func main() {
	settings := &Settings{greeting: "hello"}
	greetings := make([]string, 2)
	var wg sync.WaitGroup
	for i, name := range []string{"ann", "bob"} {
		wg.Go(func() {
			greetings[i] = settings.greeting + ", " + name
		})
	}
	wg.Wait()
	fmt.Println(greetings)
}
