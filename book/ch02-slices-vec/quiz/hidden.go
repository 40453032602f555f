package main

import "fmt"

func greet(names []string) {
	names = append(names, "cid")
	names[0] = "eve"
}

func main() {
	names := make([]string, 0, 4)
	names = append(names, "ann", "bob")
	greet(names)
	fmt.Println(names, len(names))
	fmt.Println(names[:3])
}
