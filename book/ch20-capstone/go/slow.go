package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

const limit = time.Second

// readHead reads until the empty line. Each read has a second.
func readHead(conn net.Conn) (int, error) {
	bytes := make([]byte, 1024)
	read := 0
	for read < 4 || string(bytes[read-4:read]) != "\r\n\r\n" {
		conn.SetReadDeadline(time.Now().Add(limit))
		n, err := conn.Read(bytes[read:])
		read += n
		if err != nil || read == 15 {
			return read, err
		}
	}
	return read, nil
}

// readHeadWithin does the same, and has one second for all of it.
func readHeadWithin(conn net.Conn) (int, error) {
	conn.SetReadDeadline(time.Now().Add(limit))
	bytes := make([]byte, 1024)
	read := 0
	for read < 4 || string(bytes[read-4:read]) != "\r\n\r\n" {
		n, err := conn.Read(bytes[read:])
		read += n
		if err != nil {
			return read, err
		}
	}
	return read, nil
}

// drip is a client that sends a byte every 150 ms.
func drip(conn net.Conn) {
	for {
		if _, err := conn.Write([]byte("X")); err != nil {
			return
		}
		time.Sleep(150 * time.Millisecond)
	}
}

func main() {
	client, server := net.Pipe()
	go drip(client)
	read, err := readHead(server)
	fmt.Println("a limit for each read:", read, "bytes, and no end:", err)

	client, server = net.Pipe()
	go drip(client)
	read, err = readHeadWithin(server)
	late := errors.Is(err, os.ErrDeadlineExceeded)
	fmt.Println("one limit: cut off after less than 15 bytes:", read < 15 && late)
}
