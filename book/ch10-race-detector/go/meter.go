// run with -race
package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// Meter must not be used by several goroutines at once.
type Meter struct{ bytes int64 }

func (m *Meter) Record(size int64) { m.bytes += size }

// SharedMeter may be.
type SharedMeter struct{ bytes atomic.Int64 }

func (m *SharedMeter) Record(size int64) { m.bytes.Add(size) }

func main() {
	meter, shared := &Meter{}, &SharedMeter{}
	go shared.Record(100)
	go meter.Record(100)
	time.Sleep(200 * time.Millisecond)
	fmt.Println(shared.bytes.Load(), meter.bytes)
}
