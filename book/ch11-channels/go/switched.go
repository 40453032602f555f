package main

import "fmt"

// collect keeps what comes, and offers the first of it, until no more comes and all is taken.
func collect(in <-chan string, out chan<- string) {
	defer close(out)
	var kept []string
	for in != nil || len(kept) > 0 {
		var offered chan<- string // nil while there is nothing to offer
		var first string
		if len(kept) > 0 {
			offered, first = out, kept[0]
		}
		select {
		case letter, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			kept = append(kept, letter)
		case offered <- first:
			kept = kept[1:]
		}
	}
}

func main() {
	in, out := make(chan string), make(chan string)
	go collect(in, out)
	in <- "dear Ann"
	in <- "dear Bob" // though nobody has taken the first one yet
	close(in)
	for letter := range out {
		fmt.Println(letter)
	}
}
