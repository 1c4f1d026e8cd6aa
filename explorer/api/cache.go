package api

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// maxCached answers are remembered.
const maxCached = 2000

// cache remembers answers of the node, and makes each only once at a time.
type cache struct {
	group   singleflight.Group
	mu      sync.Mutex
	answers map[string]cached
}

type cached struct {
	v     any
	until time.Time
}

func newCache() *cache { return &cache{answers: make(map[string]cached)} }

// get returns the answer of a key, made by fn when there is none that is fresh. Who gives up does not stop the others.
func (c *cache) get(ctx context.Context, key string, fresh time.Duration, fn func(context.Context) (any, error)) (any, error) {
	c.mu.Lock()
	have, ok := c.answers[key]
	c.mu.Unlock()
	if ok && time.Now().Before(have.until) {
		return have.v, nil
	}
	made := c.group.DoChan(key, func() (any, error) {
		work, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTime)
		defer cancel()
		v, err := fn(work)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if len(c.answers) >= maxCached {
			clear(c.answers)
		}
		c.answers[key] = cached{v, time.Now().Add(fresh)}
		return v, nil
	})
	select {
	case r := <-made:
		return r.Val, r.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
