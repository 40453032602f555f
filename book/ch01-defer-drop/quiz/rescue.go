package main

import "fmt"

func rescue() {
	if reason := recover(); reason != nil {
		fmt.Println("recovered:", reason)
	}
}

func handle() {
	defer func() {
		fmt.Println("cleaning up")
		rescue()
	}()
	panic("broken handler")
}

func main() {
	handle()
	fmt.Println("serving the next one")
}
