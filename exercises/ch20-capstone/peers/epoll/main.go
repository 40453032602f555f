//go:build linux

// Command epoll is the server that Go programs become when a goroutine for each connection costs too much: an
// idle connection is registered in an epoll set and has neither a goroutine nor buffers. One goroutine waits for
// all of them and hands those that are readable to a pool of workers, which borrow a buffer while they read.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net"
	"sync"
	"syscall"
	"time"
)

const (
	// workers read and write at the same time, at most.
	workers = 128
	// patience is how long a worker waits for the rest of a frame, or for a peer that does not read.
	patience = 5 * time.Second
	// limit bounds a message, in bytes.
	limit = 1 << 20
)

// connection is all that is kept of one that is idle.
type connection struct {
	net.Conn
	fd   int
	room string     // empty for an echo
	mu   sync.Mutex // held while writing
}

type server struct {
	epoll int
	ready chan *connection

	mu          sync.RWMutex
	connections map[int]*connection
	rooms       map[string]map[*connection]struct{}
}

var readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4096) }}

func main() {
	port := flag.Int("port", 0, "the port on 127.0.0.1; 0 takes a free one")
	flag.Parse()

	listener, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on ws://%s\n", listener.Addr())

	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		log.Fatal(err)
	}
	s := &server{
		epoll:       epoll,
		ready:       make(chan *connection, workers),
		connections: map[int]*connection{},
		rooms:       map[string]map[*connection]struct{}{},
	}
	for range workers {
		go s.work()
	}
	go s.wait()
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go s.open(conn)
	}
}

// open shakes hands and registers the connection. Its goroutine ends here.
func (s *server) open(conn net.Conn) {
	conn.SetDeadline(time.Now().Add(patience))
	room, err := upgrade(conn)
	if err != nil {
		conn.Close()
		return
	}
	conn.SetDeadline(time.Time{})
	fd, err := descriptor(conn)
	if err != nil {
		conn.Close()
		return
	}
	c := &connection{Conn: conn, fd: fd, room: room}
	s.mu.Lock()
	s.connections[fd] = c
	if room != "" {
		if s.rooms[room] == nil {
			s.rooms[room] = map[*connection]struct{}{}
		}
		s.rooms[room][c] = struct{}{}
	}
	s.mu.Unlock()
	if err := s.arm(syscall.EPOLL_CTL_ADD, c); err != nil {
		s.close(c)
	}
}

// arm asks for one wake-up when the connection is readable: no two workers ever read the same one.
func (s *server) arm(operation int, c *connection) error {
	event := syscall.EpollEvent{Events: syscall.EPOLLIN | syscall.EPOLLRDHUP | syscall.EPOLLONESHOT, Fd: int32(c.fd)}
	return syscall.EpollCtl(s.epoll, operation, c.fd, &event)
}

func (s *server) wait() {
	events := make([]syscall.EpollEvent, 256)
	for {
		n, err := syscall.EpollWait(s.epoll, events, -1)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			log.Fatal(err)
		}
		for _, event := range events[:n] {
			s.mu.RLock()
			c := s.connections[int(event.Fd)]
			s.mu.RUnlock()
			if c != nil {
				s.ready <- c
			}
		}
	}
}

func (s *server) work() {
	for c := range s.ready {
		if err := s.read(c); err != nil {
			s.close(c)
			continue
		}
		if err := s.arm(syscall.EPOLL_CTL_MOD, c); err != nil {
			s.close(c)
		}
	}
}

// read answers what has come, up to the end of a message, and gives its buffer back.
func (s *server) read(c *connection) error {
	r := readers.Get().(*bufio.Reader)
	r.Reset(c.Conn)
	defer readers.Put(r)
	c.SetReadDeadline(time.Now().Add(patience))
	for {
		opcode, message, err := c.message(r)
		if err == errQuiet {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.answer(c, opcode, message); err != nil {
			return err
		}
		if r.Buffered() == 0 {
			return nil
		}
	}
}

func (s *server) answer(c *connection, opcode byte, message []byte) error {
	if c.room == "" {
		return c.send(encode(opcode, message))
	}
	frame := encode(opcode, message)
	s.mu.RLock()
	members := make([]*connection, 0, len(s.rooms[c.room]))
	for member := range s.rooms[c.room] {
		members = append(members, member)
	}
	s.mu.RUnlock()
	for _, member := range members {
		if err := member.send(frame); err != nil && member != c {
			// The worker that reads from it learns of the end and cleans up.
			member.Conn.(*net.TCPConn).CloseRead()
		}
	}
	return nil
}

func (c *connection) send(frame []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.SetWriteDeadline(time.Now().Add(patience))
	_, err := c.Write(frame)
	return err
}

func (s *server) close(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.connections[c.fd] == c {
		delete(s.connections, c.fd)
	}
	if members := s.rooms[c.room]; members != nil {
		delete(members, c)
		if len(members) == 0 {
			delete(s.rooms, c.room)
		}
	}
	// Closing takes it out of the epoll set; under the lock, so that the number is not given out before.
	c.Close()
}

func descriptor(conn net.Conn) (int, error) {
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	fd := -1
	err = raw.Control(func(it uintptr) { fd = int(it) })
	return fd, err
}
