package main

import "fmt"

// Push drops the new item if there is no room.
func dropNewest(queue chan int, item int) {
	select {
	case queue <- item:
	default:
	}
}

// Push drops the oldest item if there is no room.
func dropOldest(queue chan int, item int) {
	for {
		select {
		case queue <- item:
			return
		default:
		}
		select {
		case <-queue:
		default:
		}
	}
}

// Push closes the queue if there is no room. The caller must not use it again.
func disconnect(queue chan int, item int) (open bool) {
	select {
	case queue <- item:
		return true
	default:
		close(queue)
		return false
	}
}

func rest(queue chan int) (items []int) {
	for {
		select {
		case item, open := <-queue:
			if !open {
				return items
			}
			items = append(items, item)
		default:
			return items
		}
	}
}

func main() {
	newest, oldest, cut := make(chan int, 3), make(chan int, 3), make(chan int, 3)
	open := true
	for item := 1; item <= 5; item++ {
		dropNewest(newest, item)
		dropOldest(oldest, item)
		if open {
			open = disconnect(cut, item)
		}
	}
	fmt.Println("drop newest:", rest(newest))
	fmt.Println("drop oldest:", rest(oldest))
	fmt.Println("disconnect: ", rest(cut), "and then the end")
}
