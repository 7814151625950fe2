package main

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"time"
)

// settings of a proxy. Target and Accept are for connections made from now on, the delays also for those there are.
type settings struct {
	ID       int    `json:"id"`
	Address  string `json:"address"`          // where it listens; made by the proxy
	Listen   string `json:"listen,omitempty"` // where it should listen; 127.0.0.1:0 if empty. Only when made
	Target   string `json:"target"`
	Accept   string `json:"accept"` // pass (also if empty), refuse: reset at once, stall: both directions begin stalled
	DelayMs  int    `json:"delayMs"`
	JitterMs int    `json:"jitterMs"`
	Seed     uint64 `json:"seed"` // of the jitter: the same seed, the same delays
}

func (s *settings) check() error {
	if s.Accept == "" {
		s.Accept = "pass"
	}
	if !slices.Contains([]string{"pass", "refuse", "stall"}, s.Accept) {
		return fmt.Errorf("accept is pass, refuse or stall, not %q", s.Accept)
	}
	if _, _, err := net.SplitHostPort(s.Target); err != nil {
		return fmt.Errorf("target: %w", err)
	}
	return checkDelay(s.DelayMs, s.JitterMs)
}

func checkDelay(delayMs, jitterMs int) error {
	if delayMs < 0 || jitterMs < 0 {
		return errors.New("delays are not negative")
	}
	return nil
}

// fault is something that happens to connections.
type fault struct {
	// Kind is one of
	//   - cut: both ends are reset; what is held is lost.
	//   - close: the receiving end gets a FIN; what comes after it is dropped.
	//   - stall: nothing is read, so that the sender's buffers fill, and nothing passed on, the end of the stream included; what was read is held.
	//   - halfopen: what comes is swallowed, and neither end hears of the other's closing.
	//   - delay: everything passes later by DelayMs and up to JitterMs more, in order.
	//   - resume: undoes stall, delay, and a fault that waits for its bytes. A half-open connection has lost bytes: it is reset, as a network that
	//     comes back would do.
	Kind string `json:"kind"`
	// Direction is up (client to target), down, or both, also if empty.
	Direction string `json:"direction"`
	// Connections are the ids of those it is for; none: all that are open.
	Connections []int `json:"connections"`
	DelayMs     int   `json:"delayMs"`
	JitterMs    int   `json:"jitterMs"`
	// AfterBytes puts the fault off until so many further bytes were passed on in its direction, each direction by itself. Only one fault waits in a
	// direction: the latest.
	AfterBytes int64 `json:"afterBytes"`
}

func (f *fault) check() error {
	if !slices.Contains([]string{"cut", "close", "stall", "halfopen", "delay", "resume"}, f.Kind) {
		return fmt.Errorf("kind is cut, close, stall, halfopen, delay or resume, not %q", f.Kind)
	}
	if !slices.Contains([]string{"", "both", "up", "down"}, f.Direction) {
		return fmt.Errorf("direction is up, down or both, not %q", f.Direction)
	}
	if f.AfterBytes < 0 || f.AfterBytes > 0 && f.Kind == "resume" {
		return errors.New("afterBytes is not negative, and nothing resumes later")
	}
	return checkDelay(f.DelayMs, f.JitterMs)
}

// concerns says whether the fault is for this direction.
func (f *fault) concerns(direction string) bool {
	return f.Direction == "" || f.Direction == "both" || f.Direction == direction
}

// delay is how much later than it came something passes.
type delay struct{ fixed, jitter time.Duration }

func millis(fixed, jitter int) delay {
	return delay{time.Duration(fixed) * time.Millisecond, time.Duration(jitter) * time.Millisecond}
}
