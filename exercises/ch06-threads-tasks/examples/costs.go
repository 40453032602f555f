// What a goroutine costs on this machine: to start, to keep waiting, and to hand over to.
//
// go run exercises/ch06-threads-tasks/examples/costs.go [HOW MANY]
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

const handovers = 100_000

func main() {
	count := 10_000
	if len(os.Args) > 1 {
		count, _ = strconv.Atoi(os.Args[1])
	}
	runtime.GC()
	before := resident()
	begin := time.Now()
	end := make(chan struct{})
	var here, gone sync.WaitGroup
	here.Add(count)
	for range count {
		gone.Go(func() {
			here.Done()
			<-end
		})
	}
	here.Wait()
	took := time.Since(begin)
	memory := resident() - before
	close(end)
	gone.Wait()

	fmt.Printf("%d that wait, and %d handovers\n", count, handovers)
	fmt.Printf("goroutine: %7.2f µs to start  %7d B resident  %7.2f µs to hand over\n",
		took.Seconds()*1e6/float64(count), memory/count, handOver().Seconds()*1e6/handovers)
}

func handOver() time.Duration {
	ping, pong := make(chan struct{}, 1), make(chan struct{}, 1)
	go func() {
		for range ping {
			pong <- struct{}{}
		}
	}()
	begin := time.Now()
	for range handovers / 2 {
		ping <- struct{}{}
		<-pong
	}
	close(ping)
	return time.Since(begin)
}

// resident returns the bytes of this process that are in memory, 0 where there is no /proc.
func resident() int {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if size, found := strings.CutPrefix(lines.Text(), "VmRSS:"); found {
			kilobytes, _ := strconv.Atoi(strings.Fields(size)[0])
			return kilobytes * 1024
		}
	}
	return 0
}
