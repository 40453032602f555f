package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A Group is golang.org/x/sync/errgroup in short.
type Group struct {
	wg     sync.WaitGroup
	once   sync.Once
	err    error
	cancel context.CancelFunc
}

func WithContext(parent context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return &Group{cancel: cancel}, ctx
}

func (g *Group) Go(f func() error) {
	g.wg.Go(func() {
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				g.cancel()
			})
		}
	})
}

func (g *Group) Wait() error {
	g.wg.Wait()
	g.cancel()
	return g.err
}

func main() {
	g, ctx := WithContext(context.Background())
	for _, city := range []string{"Oslo", "Lima", "Pune"} {
		g.Go(func() error {
			if city == "Lima" {
				return errors.New("no route to Lima")
			}
			<-ctx.Done() // stands for a request that takes the context
			return fmt.Errorf("%s: %w", city, ctx.Err())
		})
	}
	fmt.Println(g.Wait())
}
