package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("this is never printed")
	fmt.Println("leaving")
	os.Exit(3)
}
