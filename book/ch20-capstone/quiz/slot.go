package main

import (
	"fmt"
	"unsafe"
)

type asWritten struct {
	parked bool
	heard  int64
	loud   bool
}

type sorted struct {
	heard  int64
	parked bool
	loud   bool
}

type marked struct {
	heard int64
	mark  struct{}
}

func main() {
	fmt.Println(unsafe.Sizeof(asWritten{}))
	fmt.Println(unsafe.Sizeof(sorted{}))
	fmt.Println(unsafe.Sizeof(marked{}))
}
