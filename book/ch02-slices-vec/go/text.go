package main

import (
	"fmt"
	"unicode/utf8"
)

func main() {
	word := "naïve"
	fmt.Println(len(word), "bytes,", utf8.RuneCountInString(word), "runes")
	cut := word[:3]
	fmt.Printf("%q valid: %v\n", cut, utf8.ValidString(cut))
	for i, r := range "a\xffb" {
		fmt.Printf("%d: %q\n", i, r)
	}
}
