package main

import (
	"bytes"
	"fmt"
	"runtime"
)

const megabyte = 1 << 20

func held(headers [][]byte) uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	runtime.KeepAlive(headers)
	return stats.HeapAlloc / megabyte
}

func main() {
	var sliced, cloned [][]byte
	for range 64 {
		message := make([]byte, megabyte)
		sliced = append(sliced, message[:16])
	}
	fmt.Println("64 headers, sliced:", held(sliced), "MiB")
	sliced = nil
	for range 64 {
		message := make([]byte, megabyte)
		cloned = append(cloned, bytes.Clone(message[:16]))
	}
	fmt.Println("64 headers, cloned:", held(cloned), "MiB")
}
