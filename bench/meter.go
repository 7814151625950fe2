package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/hist"
)

// meter counts what happens between two times. Latency is of the messages that were to be sent then, throughput of what came then.
type meter struct {
	from, to time.Duration

	ackLatency, receiveLatency hist.Histogram
	acked, received            atomic.Int64

	server, own time.Duration // CPU used between the times
}

func (m *meter) within(t time.Duration) bool { return t >= m.from && t < m.to }

func (m *meter) acknowledge(intended, at time.Duration) {
	if m.within(at) {
		m.acked.Add(1)
	}
	if m.within(intended) {
		m.ackLatency.Record(at - intended)
	}
}

func (m *meter) receive(intended, at time.Duration) {
	if m.within(at) {
		m.received.Add(1)
	}
	if m.within(intended) {
		m.receiveLatency.Record(at - intended)
	}
}

// measure replaces the crowd's meter by one that counts for the duration, after the warm-up, while load runs until the given time.
func (c *crowd) measure(ctx context.Context, warmup, duration time.Duration, load func(until time.Duration)) (*meter, error) {
	now := client.Now()
	m := &meter{from: now + warmup, to: now + warmup + duration}
	c.meter.Store(m)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		load(m.to)
	}()
	err := waitUntil(ctx, m.from)
	server, own := c.server.cpu(), ownCPU()
	if err == nil {
		err = waitUntil(ctx, m.to)
	}
	m.server, m.own = c.server.cpu()-server, ownCPU()-own
	<-ended
	return m, err
}

func waitUntil(ctx context.Context, t time.Duration) error {
	timer := time.NewTimer(t - client.Now())
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// costs adds the rows of throughput and CPU.
func (m *meter) costs(out *report, mode, load string) {
	seconds := (m.to - m.from).Seconds()
	out.row(mode, load, "acknowledged · delivered", "%s/s · %s/s",
		thousands(int64(float64(m.acked.Load())/seconds)), thousands(int64(float64(m.received.Load())/seconds)))
	if n := float64(m.received.Load()); n > 0 && m.server > 0 {
		out.row(mode, load, "CPU of the server · of the load", "%.0f %% · %.0f %% of a core; %.2f · %.2f µs for each delivery",
			100*m.server.Seconds()/seconds, 100*m.own.Seconds()/seconds, m.server.Seconds()*1e6/n, m.own.Seconds()*1e6/n)
	}
}

func (m *meter) latencies(out *report, mode, load string) {
	out.row(mode, load, "ack p50 / p99 / max", "%s", &m.ackLatency)
	out.row(mode, load, "receive p50 / p99 / max", "%s", &m.receiveLatency)
}
