package main

import (
	"fmt"
	"net/http"
)

func main() {
	h := http.Header{"Sec-WebSocket-Key": {"abc"}}
	h.Add("sec-websocket-version", "8")
	h.Add("Sec-WebSocket-Version", "13")
	fmt.Printf("%q ", h.Get("Sec-WebSocket-Key"))
	fmt.Printf("%q\n", h.Get("Sec-WebSocket-Version"))
	fmt.Println(len(h))
}
