package main

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
)

// ANCHOR: upgrade
const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

func greet(w http.ResponseWriter, r *http.Request) {
	asked := r.Header.Get("Connection") == "Upgrade" &&
		r.Header.Get("Upgrade") == "websocket"
	if !asked {
		http.Error(w, "here are WebSockets only", http.StatusBadRequest)
		return
	}
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + guid))
	accept := base64.StdEncoding.EncodeToString(sum[:])
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer conn.Close()
	fmt.Fprint(buf, "HTTP/1.1 101 Switching Protocols\r\n",
		"Upgrade: websocket\r\nConnection: Upgrade\r\n",
		"Sec-WebSocket-Accept: ", accept, "\r\n\r\n")
	buf.Write([]byte{0x81, 5, 'h', 'e', 'l', 'l', 'o'}) // a frame
	buf.Flush()
}

// ANCHOR_END: upgrade

func main() {
	server := httptest.NewServer(http.HandlerFunc(greet))
	defer server.Close()
	for _, connection := range []string{"Upgrade", "keep-alive, Upgrade"} {
		fmt.Println("Connection:", connection)
		if err := ask(server.Listener.Addr().String(), connection); err != nil {
			fmt.Println(err)
		}
	}
}

func ask(addr, connection string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /greet HTTP/1.1\r\nHost: chat.example\r\n",
		"Connection: ", connection, "\r\nUpgrade: websocket\r\n",
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	answer := bufio.NewReader(conn)
	for line := "?"; line != ""; {
		line, err = answer.ReadString('\n')
		if err != nil {
			return err
		}
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "HTTP") && !strings.Contains(line, "Accept") {
			continue
		}
		fmt.Println("  ", line)
		if strings.HasPrefix(line, "HTTP/1.1 4") {
			return nil
		}
	}
	frame, err := io.ReadAll(answer)
	fmt.Printf("   % x %q\n", frame, frame[2:])
	return err
}
