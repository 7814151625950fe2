package auth

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

func TestHash(t *testing.T) {
	h := newHasher(cheap)
	ctx := t.Context()
	phc, err := h.hash(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := h.hash(ctx, "correct horse"); again == phc {
		t.Error("no salt")
	}
	for _, c := range []struct {
		password, hash string
		want           bool
	}{
		{"correct horse", phc, true}, {"correct horse ", phc, false}, {"", phc, false}, {"correct horse", "", false}, {"", "", false},
	} {
		if got, err := h.matches(ctx, c.password, c.hash); err != nil || got != c.want {
			t.Errorf("%q: %v, %v", c.password, got, err)
		}
	}
	// A hash made at another cost is read at that cost.
	old, err := newHasher(cost{memory: 32, time: 2, threads: 1}).hash(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.matches(ctx, "correct horse", old); err != nil || !ok {
		t.Errorf("%v, %v", ok, err)
	}
	for _, bad := range []string{"x", "$2b$10$abc", strings.Replace(phc, "v=19", "v=16", 1), strings.Replace(phc, "t=1", "t=0", 1), phc[:len(phc)-1-len(phc)/2], phc[:strings.LastIndexByte(phc, '$')+1]} {
		if ok, err := h.matches(ctx, "correct horse", bad); err == nil || ok {
			t.Errorf("%q: %v, %v", bad, ok, err)
		}
	}
}

func TestStandardCost(t *testing.T) {
	phc, err := newHasher(standardCost).hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error(phc)
	}
}

// As many hash at once as there are processors; the others wait, and who goes away while waiting gets nothing.
func TestGate(t *testing.T) {
	h := newHasher(cheap)
	for range runtime.GOMAXPROCS(0) {
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.hash(gone, "correct horse")
	wantCode(t, "hash", err, chat.CodeUnavailable)
	_, err = h.matches(gone, "correct horse", "")
	wantCode(t, "matches", err, chat.CodeUnavailable)
	h.leave()
	if _, err := h.hash(t.Context(), "correct horse"); err != nil {
		t.Error(err)
	}
}

// An unknown user must not be told by the time: the same work is done for them. Medians of interleaved tries; a shortcut would be 1,000 times faster.
func TestUnknownUserTakesAsLong(t *testing.T) {
	w := newWorld(t, Open)
	w.hasher = newHasher(cost{memory: 4 << 10, time: 2, threads: 1})
	w.register(t, "ada")
	took := map[string][]time.Duration{}
	for range 15 {
		for _, name := range []string{"ada", "nobody", "no body!"} {
			start := time.Now()
			_, err := w.Login(t.Context(), name, "wrong password", browser)
			took[name] = append(took[name], time.Since(start))
			wantCode(t, name, err, chat.CodeUnauthorized)
		}
	}
	median := func(name string) time.Duration {
		slices.Sort(took[name])
		return took[name][len(took[name])/2]
	}
	known := median("ada")
	for _, name := range []string{"nobody", "no body!"} {
		if m := median(name); m < known/4 || m > known*4 {
			t.Errorf("%s takes %v, a user who exists %v", name, m, known)
		}
	}
}
