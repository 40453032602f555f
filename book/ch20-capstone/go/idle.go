package main

import (
	"bufio"
	"fmt"
	"net"
	"runtime"
)

const connections = 10_000

// used says how many KiB a connection takes on stacks and on the heap while all of them do nothing.
func used(serve func(net.Conn)) (stack, heap uint64) {
	var before, after runtime.MemStats
	transports := make([]net.Conn, connections)
	for i := range transports {
		transports[i], _ = net.Pipe()
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	for _, transport := range transports {
		go serve(transport)
	}
	for range 100 {
		runtime.Gosched()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	per := func(bytes uint64) uint64 { return (bytes/connections + 512) / 1024 }
	return per(after.StackInuse - before.StackInuse), per(after.HeapAlloc - before.HeapAlloc)
}

func main() {
	stack, heap := used(func(conn net.Conn) {
		var one [1]byte
		conn.Read(one[:])
	})
	fmt.Printf("a goroutine that waits: %d KiB of stack, %d of heap\n", stack, heap)

	stack, heap = used(func(conn net.Conn) {
		reader, writer := bufio.NewReader(conn), bufio.NewWriter(conn)
		line, _ := reader.ReadString('\n')
		writer.WriteString(line)
	})
	fmt.Printf("one with bufio on both sides: %d KiB of stack, %d of heap\n", stack, heap)
}
