package main

import "fmt"

var active int

func handle(handler func()) {
	active++
	handler()
	active--
}

func handleDeferred(handler func()) {
	active++
	defer func() { active-- }()
	handler()
}

// try runs f and stops a panic, as net/http does around each handler.
func try(f func()) {
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Println("recovered:", reason)
		}
	}()
	f()
}

func main() {
	broken := func() { panic("broken handler") }
	try(func() { handle(broken) })
	fmt.Println("active after a statement:", active)
	active = 0
	try(func() { handleDeferred(broken) })
	fmt.Println("active after a defer:", active)
}
