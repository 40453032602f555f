package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// ANCHOR: frame
func readFrame(r *bufio.Reader) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := int(head[1] & 0x7f)
	switch length {
	case 126:
		var wide [2]byte
		if _, err := io.ReadFull(r, wide[:]); err != nil {
			return nil, err
		}
		length = int(binary.BigEndian.Uint16(wide[:]))
	case 127:
		var wide [8]byte
		if _, err := io.ReadFull(r, wide[:]); err != nil {
			return nil, err
		}
		length = int(binary.BigEndian.Uint64(wide[:]))
	}
	var mask [4]byte
	if _, err := io.ReadFull(r, mask[:]); err != nil {
		return nil, err
	}
	payload := make([]byte, length)
	if _, err := io.ReadFull(r, payload); err != nil {
		return nil, err
	}
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return payload, nil
}

// ANCHOR_END: frame

func main() {
	try([]byte{0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58})
	try([]byte{0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfb, 1, 2, 3, 4})
}

func try(frame []byte) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("panic:", r)
		}
	}()
	payload, err := readFrame(bufio.NewReader(bytes.NewReader(frame)))
	fmt.Printf("%q %v\n", payload, err)
}
