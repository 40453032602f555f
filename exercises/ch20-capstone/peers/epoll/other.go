//go:build !linux

// Command epoll needs Linux's epoll.
package main

import "log"

func main() {
	log.Fatal("this server needs epoll, which only Linux has")
}
