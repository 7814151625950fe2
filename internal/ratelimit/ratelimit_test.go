package ratelimit

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// clock is a time that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// drain takes tokens until none is left.
func drain(t *testing.T, l *Limiter, name Class, key string) (taken int, wait time.Duration) {
	t.Helper()
	for taken = range 10_000 {
		ok, w := l.Allow(name, key)
		if !ok {
			return taken, w
		}
	}
	t.Fatal("no limit")
	return 0, 0
}

func TestDefaultsAreTheProtocols(t *testing.T) {
	for name, want := range map[Class]struct {
		burst int
		wait  time.Duration // until the next one
	}{
		Send:         {30, 100 * time.Millisecond},
		Change:       {60, 50 * time.Millisecond},
		Typing:       {4, 250 * time.Millisecond},
		Connect:      {50, 100 * time.Millisecond},
		REST:         {100, 50 * time.Millisecond},
		LoginAccount: {5, 12 * time.Second},
		LoginAddress: {30, 2 * time.Second},
		Register:     {10, 6 * time.Minute},
	} {
		t.Run(string(name), func(t *testing.T) {
			c := newClock()
			l := New(Defaults(), c.now)
			burst, wait := drain(t, l, name, "k")
			if burst != want.burst || wait != want.wait {
				t.Fatalf("burst %d, then wait %v; want %d, %v", burst, wait, want.burst, want.wait)
			}
			c.move(wait - time.Microsecond)
			if ok, left := l.Allow(name, "k"); ok || left > 2*time.Microsecond {
				t.Fatalf("one microsecond early: %v, %v", ok, left)
			}
			c.move(time.Microsecond)
			if n, _ := drain(t, l, name, "k"); n != 1 {
				t.Fatalf("%d after the wait that was told, want 1", n)
			}
		})
	}
}

func TestKeysAndClassesAreApart(t *testing.T) {
	l := New(Defaults(), newClock().now)
	drain(t, l, Send, "ada")
	for _, other := range []struct {
		name Class
		key  string
	}{{Send, "bob"}, {Change, "ada"}} {
		if ok, _ := l.Allow(other.name, other.key); !ok {
			t.Errorf("%s of %s is limited by sends of ada", other.name, other.key)
		}
	}
}

func TestOff(t *testing.T) {
	var off *Limiter
	l := New(Rules{}, newClock().now)
	for range 1000 {
		if ok, _ := off.Allow(Send, "ada"); !ok {
			t.Fatal("nil refuses")
		}
		if ok, _ := l.Allow(Send, "ada"); !ok {
			t.Fatal("a class without a rule refuses")
		}
	}
}

// Forgetting must not give tokens away: whatever the pauses, no window lets more through than the burst and what was refilled.
func TestForgettingGivesNothingAway(t *testing.T) {
	rule := Rule{Burst: 5, Refill: time.Minute}
	for _, pause := range []time.Duration{time.Second, 11 * time.Second, 30 * time.Second, 59 * time.Second, 60 * time.Second, 61 * time.Second, 119 * time.Second} {
		c := newClock()
		l := New(Rules{LoginAccount: rule}, c.now)
		start, taken := c.now(), 0
		for range 50 {
			n, _ := drain(t, l, LoginAccount, "ada")
			taken += n
			c.move(pause)
			if most := rule.Burst + int(c.now().Sub(start)*time.Duration(rule.Burst)/rule.Refill); taken > most {
				t.Fatalf("pauses of %v: %d let through, at most %d are due", pause, taken, most)
			}
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	c := newClock()
	l := New(Defaults(), c.now)
	for i := range 3 * maxBuckets {
		l.Allow(LoginAddress, fmt.Sprint(i))
	}
	held := func() int { return len(l.classes[LoginAddress].young) + len(l.classes[LoginAddress].old) }
	if n := held(); n > 2*maxBuckets {
		t.Fatalf("%d buckets", n)
	}
	c.move(2 * time.Minute)
	l.Allow(LoginAddress, "one")
	if n := held(); n != 1 {
		t.Fatalf("%d buckets after two minutes without use, want 1", n)
	}
}

func TestConcurrent(t *testing.T) {
	l := New(Defaults(), newClock().now)
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if ok, _ := l.Allow(REST, "ada"); ok {
					allowed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if n := allowed.Load(); n != 100 {
		t.Fatalf("%d of 800 let through, want the burst of 100", n)
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7":            "192.0.2.7",
		"::ffff:192.0.2.7":     "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1": "2001:db8:1:2::/64",
		"2001:db8:1:3::1":      "2001:db8:1:3::/64",
		"fe80::1%eth0":         "fe80::/64",
		"::1":                  "::/64",
	} {
		if got := Address(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := Address(netip.Addr{}); got == "" {
		t.Error("no key for an unknown address")
	}
}
