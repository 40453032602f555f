package main

import "fmt"

func main() {
	wake := make(chan struct{}, 1)
	notify := func() {
		select {
		case wake <- struct{}{}:
		default: // it will wake up anyway
		}
	}
	notify()
	notify()
	<-wake
	fmt.Println("awake; stored:", len(wake))
}
