package main

import (
	"errors"
	"fmt"
)

func install(names []string, installed *[]string) (err error) {
	before := len(*installed)
	done := false
	defer func() {
		if !done {
			*installed = (*installed)[:before]
		}
	}()
	for _, name := range names {
		if name == "c" {
			return errors.New("no room for c")
		}
		*installed = append(*installed, name)
	}
	done = true
	return nil
}

func main() {
	installed := []string{"base"}
	fmt.Println(install([]string{"a", "b", "c"}, &installed), installed)
	fmt.Println(install([]string{"a", "b"}, &installed), installed)
}
