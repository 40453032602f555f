package main

import "fmt"

func main() {
	var closures []func()
	for number := 0; number < 3; number++ {
		closures = append(closures, func() { fmt.Println(number) })
	}
	for _, closure := range closures {
		closure()
	}
}
