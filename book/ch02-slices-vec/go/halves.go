package main

import "fmt"

func mix(front, back []byte) {
	for i := range front {
		front[i], back[i] = back[i], front[i]
	}
}

func main() {
	buffer := []byte("abcdef")
	mix(buffer[:3], buffer[3:])
	fmt.Println(string(buffer))

	buffer = []byte("abcdef")
	mix(buffer[:4], buffer[2:]) // they overlap, and nobody says so
	fmt.Println(string(buffer))
}
