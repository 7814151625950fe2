package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
)

// starts is how many times a server is started; the median counts.
const starts = 5

// start measures servers on empty data folders.
func start(ctx context.Context, b *bench) error {
	var times []time.Duration
	var memory int64
	for range starts {
		took, rss, err := b.startOnce(ctx)
		if err != nil {
			return err
		}
		times, memory = append(times, took), rss
	}
	const load = "empty data folder"
	b.out.row("start", load, "cold start to first byte", "%d ms (median of %d)", median(times).Milliseconds(), starts)
	b.out.row("start", load, "RSS after one second", "%.1f MB", float64(memory)/1e6)
	if file, err := os.Stat(b.bin); err == nil {
		b.out.row("start", load, "size of the binary", "%.1f MB", float64(file.Size())/1e6)
	}
	return nil
}

func (b *bench) startOnce(ctx context.Context) (took time.Duration, rss int64, err error) {
	empty, err := os.MkdirTemp(b.temporary, "empty-")
	if err != nil {
		return 0, 0, err
	}
	s, err := b.serveCopy(ctx, empty)
	if err != nil {
		return 0, 0, err
	}
	defer s.close()
	if err := waitUntil(ctx, client.Now()+time.Second); err != nil {
		return 0, 0, err
	}
	return s.ready, s.memory(), nil
}

// idle measures a fresh server before and after people connect.
func idle(ctx context.Context, b *bench) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	c, err := b.gather(ctx, s, b.keep.Accounts[:b.people], b.room)
	if err != nil {
		return err
	}
	defer c.close()
	if err := waitUntil(ctx, client.Now()+time.Second); err != nil {
		return err
	}
	before := s.memory()
	if err := c.connect(ctx); err != nil {
		return err
	}
	// One heartbeat, so that each connection is pinged once; and a moment before it, for what connecting left to do.
	m, err := c.measure(ctx, 3*time.Second, c.people[0].conn.Heartbeat(), func(time.Duration) {})
	if err != nil {
		return err
	}
	after, people := s.memory(), len(c.people)
	load := fmt.Sprintf("%s online, rooms of %d", thousands(int64(people)), b.room)
	b.out.row("idle", load, "RSS for each person", "%.1f KiB (%.1f MB before, %.1f MB after)",
		float64(after-before)/1024/float64(people), float64(before)/1e6, float64(after)/1e6)
	b.out.row("idle", load, "CPU of the server", "%.1f %% of a core over %v, a heartbeat", 100*m.server.Seconds()/(m.to-m.from).Seconds(), m.to-m.from)
	c.finish(ctx, &b.out, "idle", load)
	return nil
}
