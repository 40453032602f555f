package main

import "fmt"

// As many values as there is room for, one for each who is inside.
type places chan struct{}

func (p places) run(work func()) {
	p <- struct{}{}
	defer func() { <-p }()
	work()
}

func (p places) tryRun(work func()) bool {
	select {
	case p <- struct{}{}:
		defer func() { <-p }()
		work()
		return true
	default:
		return false
	}
}

func main() {
	p := make(places, 2)
	p.run(func() {
		p.run(func() {
			third := p.tryRun(func() {})
			fmt.Println(len(p), "inside; a third one gets in:", third)
		})
		third := p.tryRun(func() {})
		fmt.Println(len(p), "inside; a third one gets in:", third)
	})
}
