// Package ratelimit says how often somebody may do something: a token bucket for each class of actions and each key (a user, an account, an address).
package ratelimit

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Class names a kind of action that is limited.
type Class string

// The classes of protocol 4.
const (
	Send         Class = "send"          // send_message, for each user
	Change       Class = "change"        // other changes over the socket, for each user
	Typing       Class = "typing"        // dropped beyond, for each user
	Connect      Class = "connect"       // CONNECT, for each user
	REST         Class = "rest"          // calls with an access token, for each user
	Refresh      Class = "refresh"       // for each session, whose calls have no access token yet
	LoginAccount Class = "login_account" // for each username, whether it exists or not
	LoginAddress Class = "login_address" // for each address
	Register     Class = "register"      // for each address
)

// Rule is a token bucket: Burst at once, refilled by Burst in Refill.
type Rule struct {
	Burst  int
	Refill time.Duration
}

// Rules has the rule of each class; a class that is not in it is not limited.
type Rules map[Class]Rule

// Defaults are the rules of protocol 4.
func Defaults() Rules {
	return Rules{
		Send:         {Burst: 30, Refill: 3 * time.Second},  // 10/s
		Change:       {Burst: 60, Refill: 3 * time.Second},  // 20/s
		Typing:       {Burst: 4, Refill: time.Second},       // 4/s
		Connect:      {Burst: 50, Refill: 5 * time.Second},  // 10/s
		REST:         {Burst: 100, Refill: 5 * time.Second}, // 20/s
		Refresh:      {Burst: 100, Refill: 5 * time.Second}, // as REST
		LoginAccount: {Burst: 5, Refill: time.Minute},
		LoginAddress: {Burst: 30, Refill: time.Minute},
		Register:     {Burst: 10, Refill: time.Hour},
	}
}

// maxBuckets bounds one generation of a class; a bucket takes about 200 bytes.
const maxBuckets = 50_000

// Limiter holds the buckets. It is safe for concurrent use; nil allows everything.
type Limiter struct {
	now     func() time.Time
	classes map[Class]*class // never changed after New
}

// class holds the buckets of one class in two generations. A bucket that was not used for as long as it takes to fill up knows nothing that
// a new one would not, so once in a Refill the older generation is dropped and the younger takes its place: no timer, no list.
type class struct {
	rule Rule

	mu         sync.Mutex // guards the rest
	young, old map[string]*rate.Limiter
	begun      time.Time // when young was begun
}

// New makes a Limiter; now is the clock.
func New(rules Rules, now func() time.Time) *Limiter {
	l := &Limiter{now: now, classes: make(map[Class]*class, len(rules))}
	for name, rule := range rules {
		l.classes[name] = &class{rule: rule, young: map[string]*rate.Limiter{}, begun: now()}
	}
	return l
}

// Allow takes one token out of the bucket of key. If there is none it takes nothing and says after which time there will be one.
func (l *Limiter) Allow(name Class, key string) (ok bool, retryAfter time.Duration) {
	if l == nil {
		return true, 0
	}
	c := l.classes[name]
	if c == nil {
		return true, 0
	}
	now := l.now()
	bucket := c.bucket(key, now)
	r := bucket.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait <= 0 {
		return true, 0
	}
	r.CancelAt(now)
	return false, wait
}

// bucket finds or makes the bucket of key, and marks it as used.
func (c *class) bucket(key string, now time.Time) *rate.Limiter {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.begun); age >= c.rule.Refill || len(c.young) >= maxBuckets {
		c.old, c.young = c.young, map[string]*rate.Limiter{}
		if age >= 2*c.rule.Refill {
			c.old = nil
		}
		c.begun = now
	}
	b := c.young[key]
	if b == nil {
		if b = c.old[key]; b == nil {
			b = rate.NewLimiter(rate.Every(c.rule.Refill/time.Duration(c.rule.Burst)), c.rule.Burst)
		}
		c.young[key] = b
	}
	return b
}

// Address is the key of an address: an IPv6 host can use a whole /64, which therefore counts as one.
func Address(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
