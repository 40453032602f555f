package main

import (
	"fmt"
	"sync"
)

var (
	once  sync.Once
	limit int
)

func connections() int {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("no limit yet:", r)
		}
	}()
	once.Do(func() {
		panic("the file is locked")
	})
	return limit
}

func main() {
	fmt.Println(connections())
	fmt.Println(connections())
}
