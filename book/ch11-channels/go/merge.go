package main

import "fmt"

// add sums up what comes from either side, until both are closed.
func add(left, right <-chan int) (sum int) {
	for left != nil || right != nil {
		select {
		case n, ok := <-left:
			if !ok {
				left = nil
			}
			sum += n
		case n, ok := <-right:
			if !ok {
				right = nil
			}
			sum += n
		}
	}
	return sum
}

func numbers(from, to int) <-chan int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n := from; n <= to; n++ {
			numbers <- n
		}
	}()
	return numbers
}

func main() {
	fmt.Println(add(numbers(1, 10), numbers(11, 100)))
}
