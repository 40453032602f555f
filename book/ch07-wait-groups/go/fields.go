package main

import (
	"bytes"
	"fmt"
	"sync"
	"unicode/utf8"
)

func main() {
	text := []byte("to be,\nor not to be")
	var counts struct{ lines, words, characters int }
	var wg sync.WaitGroup
	wg.Go(func() { counts.lines = bytes.Count(text, []byte("\n")) + 1 })
	wg.Go(func() { counts.words = len(bytes.Fields(text)) })
	wg.Go(func() { counts.characters = utf8.RuneCount(text) })
	wg.Wait()
	fmt.Printf("%+v\n", counts)
}
