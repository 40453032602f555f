// Command goroutines is the server as Go's documentation has it: gorilla/websocket, and a goroutine for each
// connection that waits in ReadMessage. A member of a room has a second one, which writes.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"
)

// backlog is how many messages wait for a member of a room that reads too slowly, before it is cut off.
const backlog = 64

// limit bounds a message, in bytes.
const limit = 1 << 20

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func main() {
	port := flag.Int("port", 0, "the port on 127.0.0.1; 0 takes a free one")
	flag.Parse()

	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on ws://%s\n", listener.Addr())

	rooms := rooms{members: map[string]map[*member]struct{}{}}
	http.HandleFunc("GET /echo", echo)
	http.HandleFunc("GET /room/{name}", rooms.serve)
	log.Fatal(http.Serve(listener, nil))
}

// echo sends every message back.
func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	conn.SetReadLimit(limit)
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if err := conn.WriteMessage(kind, message); err != nil {
			return
		}
	}
}

// member is a connection in a room, with what its writing goroutine has still to send.
type member struct {
	conn *websocket.Conn
	send chan *websocket.PreparedMessage
}

type rooms struct {
	mu      sync.Mutex
	members map[string]map[*member]struct{}
}

// serve puts the connection into the room of its path, and sends what it says to all who are in there.
func (r *rooms) serve(w http.ResponseWriter, request *http.Request) {
	conn, err := upgrader.Upgrade(w, request, nil)
	if err != nil {
		return
	}
	conn.SetReadLimit(limit)
	name := request.PathValue("name")
	m := &member{conn: conn, send: make(chan *websocket.PreparedMessage, backlog)}
	r.join(name, m)
	go m.write()
	defer r.leave(name, m)
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		prepared, err := websocket.NewPreparedMessage(kind, message)
		if err != nil {
			return
		}
		r.broadcast(name, prepared)
	}
}

func (m *member) write() {
	defer m.conn.Close()
	for message := range m.send {
		if err := m.conn.WritePreparedMessage(message); err != nil {
			return
		}
	}
}

func (r *rooms) join(name string, m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.members[name] == nil {
		r.members[name] = map[*member]struct{}{}
	}
	r.members[name][m] = struct{}{}
}

func (r *rooms) leave(name string, m *member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.remove(name, m)
}

func (r *rooms) broadcast(name string, message *websocket.PreparedMessage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for m := range r.members[name] {
		select {
		case m.send <- message:
		default:
			r.remove(name, m)
		}
	}
}

// remove ends the member's writing goroutine, once. The caller holds the lock.
func (r *rooms) remove(name string, m *member) {
	if _, in := r.members[name][m]; !in {
		return
	}
	delete(r.members[name], m)
	if len(r.members[name]) == 0 {
		delete(r.members, name)
	}
	close(m.send)
}
