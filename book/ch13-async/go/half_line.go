package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

func main() {
	client, server := net.Pipe()
	told := make(chan struct{})
	go func() {
		client.Write([]byte("hel")) // returns when it has been read
		// It is time for something else: the read is interrupted.
		server.SetReadDeadline(time.Now())
		<-told
		client.Write([]byte("lo\n"))
		client.Close()
	}()
	lines := bufio.NewReader(server)
	for {
		line, err := lines.ReadString('\n')
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			fmt.Println("a tick")
			server.SetReadDeadline(time.Time{})
			close(told)
		case err != nil:
			return
		default:
			fmt.Printf("a line: %q\n", line)
		}
	}
}
