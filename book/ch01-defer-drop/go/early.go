package main

import "fmt"

func main() {
	attempt := 1
	defer fmt.Println("deferred with the value:", attempt)
	defer func() { fmt.Println("deferred with the variable:", attempt) }()
	attempt = 2

	for i := range 3 {
		defer fmt.Println("deferred in the loop:", i)
	}
	fmt.Println("end of main's last statement")
}
