package main

import "fmt"

func main() {
	members := map[string]chan string{
		"alice": make(chan string, 2),
	}
	say := func(message string) {
		for name, queue := range members {
			select {
			case queue <- message:
			default:
				fmt.Println(name, "is too slow")
				close(queue)
				delete(members, name)
			}
		}
	}

	// The other end of the queue: what writes to alice's connection.
	writer := members["alice"]
	say("one")
	say("two")
	say("three")
	say("four")
	for message := range writer {
		fmt.Println("alice gets", message)
	}
}
