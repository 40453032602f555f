package main

import "fmt"

// A Table has its connections by number. "" is a place that is free.
type Table []string

// Join takes the first free number, as the system does with descriptors.
func (t *Table) Join(name string) int {
	for number, there := range *t {
		if there == "" {
			(*t)[number] = name
			return number
		}
	}
	*t = append(*t, name)
	return len(*t) - 1
}

func (t Table) Leave(number int) {
	t[number] = ""
}

func (t Table) Send(number int, message string) {
	fmt.Printf("to %s: %s\n", t[number], message)
}

func main() {
	var table Table
	alice := table.Join("alice")
	// The answer to alice's question is being looked up. It will be sent to her number.
	answer := func() { table.Send(alice, "your balance is 1,203.50") }

	table.Leave(alice)
	table.Join("bob")
	answer()
}
