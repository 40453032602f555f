package main

import (
	"fmt"
	"sync"
)

// try calls f and says how that ended.
func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, "panicked:", r)
		} else {
			fmt.Println(what, "returned")
		}
	}()
	f()
}

func main() {
	var once sync.Once
	load := func() { panic("no such file") }
	try("once.Do, first:", func() { once.Do(load) })
	try("once.Do, again:", func() { once.Do(load) })

	f := sync.OnceFunc(load)
	try("OnceFunc, first:", f)
	try("OnceFunc, again:", f)
}
