package main

import "fmt"

type counter struct{ n int }

func (c counter) report() { fmt.Println("n is", c.n) }

func main() {
	var c counter
	defer c.report()
	c.n = 1
	defer func() { c.report() }()
	c.n = 2
}
