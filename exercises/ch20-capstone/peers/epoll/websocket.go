//go:build linux

package main

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// The opcodes of RFC 6455, section 5.2.
const (
	continuation = 0x0
	closing      = 0x8
	ping         = 0x9
	pong         = 0xA
)

var errProtocol = errors.New("not what RFC 6455 allows")

// upgrade reads the request without net/http, whose buffers would stay with the connection. It returns the
// room that the path names, or nothing for an echo.
func upgrade(conn net.Conn) (string, error) {
	r := readers.Get().(*bufio.Reader)
	r.Reset(conn)
	defer readers.Put(r)
	line, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	var path, key string
	if _, err := fmt.Sscanf(line, "GET %s HTTP/1.1", &path); err != nil {
		return "", refuse(conn, "400 Bad Request")
	}
	for size := len(line); ; {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return "", err
		}
		if size += len(line); size > 8192 {
			return "", refuse(conn, "431 Request Header Fields Too Large")
		}
		text := strings.TrimSpace(string(line))
		if text == "" {
			break
		}
		if name, value, found := strings.Cut(text, ":"); found && strings.EqualFold(name, "Sec-WebSocket-Key") {
			key = strings.TrimSpace(value)
		}
	}
	room, inRoom := strings.CutPrefix(path, "/room/")
	switch {
	case !inRoom && path != "/echo":
		return "", refuse(conn, "404 Not Found")
	case key == "":
		return "", refuse(conn, "426 Upgrade Required\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13")
	}
	if !inRoom {
		room = ""
	}
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	_, err = fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", base64.StdEncoding.EncodeToString(sum[:]))
	return room, err
}

func refuse(conn net.Conn, status string) error {
	fmt.Fprintf(conn, "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status)
	return errProtocol
}

// message reads up to the end of a message, and answers pings in between.
func (c *connection) message(r *bufio.Reader) (opcode byte, message []byte, err error) {
	for {
		final, code, payload, err := frame(r, limit-len(message))
		switch {
		case err != nil:
			return 0, nil, err
		case code == closing:
			c.send(encode(closing, payload))
			return 0, nil, io.EOF
		case code == ping:
			if err := c.send(encode(pong, payload)); err != nil {
				return 0, nil, err
			}
			if opcode == 0 && r.Buffered() == 0 {
				// Nothing else has come: wait for the next message in the epoll set, not here.
				return pong, nil, errQuiet
			}
			continue
		case code == pong:
			if opcode == 0 && r.Buffered() == 0 {
				return pong, nil, errQuiet
			}
			continue
		case (code == continuation) != (opcode != 0):
			return 0, nil, errProtocol
		case code != continuation:
			opcode = code
		}
		if message == nil {
			message = payload
		} else {
			message = append(message, payload...)
		}
		if final {
			return opcode, message, nil
		}
	}
}

// errQuiet says that there was nothing but a control frame.
var errQuiet = errors.New("no message")

func frame(r *bufio.Reader, limit int) (final bool, opcode byte, payload []byte, err error) {
	var head [14]byte
	if _, err = io.ReadFull(r, head[:2]); err != nil {
		return
	}
	length := uint64(head[1] & 0x7f)
	extended := 0
	switch length {
	case 126:
		extended = 2
	case 127:
		extended = 8
	}
	if head[1]&0x80 == 0 || head[0]&0x70 != 0 {
		return false, 0, nil, errProtocol
	}
	if _, err = io.ReadFull(r, head[2:2+extended+4]); err != nil {
		return
	}
	switch extended {
	case 2:
		length = uint64(binary.BigEndian.Uint16(head[2:]))
	case 8:
		length = binary.BigEndian.Uint64(head[2:])
	}
	if length > uint64(limit) {
		return false, 0, nil, errProtocol
	}
	payload = make([]byte, length)
	if _, err = io.ReadFull(r, payload); err != nil {
		return
	}
	unmask(payload, [4]byte(head[2+extended:]))
	return head[0]&0x80 != 0, head[0] & 0x0f, payload, nil
}

// unmask works on eight bytes at a time, as gobwas and gorilla do.
func unmask(payload []byte, mask [4]byte) {
	four := uint64(binary.LittleEndian.Uint32(mask[:]))
	eight := four | four<<32
	for len(payload) >= 8 {
		binary.LittleEndian.PutUint64(payload, binary.LittleEndian.Uint64(payload)^eight)
		payload = payload[8:]
	}
	for i := range payload {
		payload[i] ^= mask[i&3]
	}
}

// encode makes a frame as servers send it: unmasked.
func encode(opcode byte, payload []byte) []byte {
	frame := make([]byte, 0, len(payload)+10)
	frame = append(frame, 0x80|opcode)
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 127), uint64(n))
	}
	return append(frame, payload...)
}
