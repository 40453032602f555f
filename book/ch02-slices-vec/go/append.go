package main

import "fmt"

func main() {
	full := []string{"ann", "bob"}
	more := append(full, "cid")
	more[0] = "eve"
	fmt.Println("no room left:", full, more)

	roomy := make([]string, 2, 4)
	copy(roomy, []string{"ann", "bob"})
	more = append(roomy, "cid")
	more[0] = "eve"
	fmt.Println("room left:   ", roomy, more)
}
