package main

import (
	"fmt"
	"syscall"
)

func main() {
	limit := syscall.Rlimit{Cur: 64, Max: 64}
	fmt.Println(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit) == nil)
	// The runtime raises the soft limit when a program starts.
	syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	fmt.Println(limit.Cur, limit.Max)
}
