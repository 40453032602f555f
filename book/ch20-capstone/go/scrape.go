package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
)

// Server is what a handler counts in.
type Server struct {
	open     atomic.Int64
	messages atomic.Uint64
}

// Serve is what one connection does.
func (s *Server) Serve(messages int) {
	s.open.Add(1)
	defer s.open.Add(-1)
	for range messages {
		s.messages.Add(1)
	}
	if messages > 2 {
		s.Scrape(os.Stdout, "tea\t☕\"")
	}
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// Scrape is what /metrics answers.
func (s *Server) Scrape(w io.Writer, room string) {
	fmt.Fprintf(w, "open %d\n", s.open.Load())
	fmt.Fprintf(w, "messages_total %d\n", s.messages.Load())
	fmt.Fprintf(w, "members{room=%q} 1\n", room)
	fmt.Fprintf(w, "members{room=\"%s\"} 1\n", escape.Replace(room))
}

func main() {
	s := new(Server)
	s.Serve(2)
	s.Serve(3)
	fmt.Println("open at the end:", s.open.Load())
}
