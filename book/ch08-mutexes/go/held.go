package main

import (
	"fmt"
	"sync"
)

type Log struct {
	mu      sync.Mutex
	entries []string
}

// Flush keeps the lock while it writes, as defer is for the whole function.
func (l *Log) Flush(write func(string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, entry := range l.entries {
		write(entry)
	}
	l.entries = nil
}

// FlushFree takes the entries, lets go, and writes.
func (l *Log) FlushFree(write func(string)) {
	l.mu.Lock()
	taken := l.entries
	l.entries = nil
	l.mu.Unlock()
	for _, entry := range taken {
		write(entry)
	}
}

func main() {
	log := Log{entries: []string{"opened"}}
	write := func(entry string) {
		free := log.mu.TryLock()
		if free {
			log.mu.Unlock()
		}
		fmt.Printf("writing %q, the lock is free: %v\n", entry, free)
	}
	log.Flush(write)
	log.entries = []string{"closed"}
	log.FlushFree(write)
}
