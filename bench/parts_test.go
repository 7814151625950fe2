package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/bench/client"
)

func TestBackoffIsTheWebClients(t *testing.T) {
	longest := make([]time.Duration, 8)
	for range 20_000 {
		b := newBackoff()
		for i := range longest {
			if b.longest < leastMax || b.longest >= greatest {
				t.Fatalf("the greatest delay is %v", b.longest)
			}
			d := b.next()
			if d < 0 || d > min(2*firstDelay<<i, b.longest) {
				t.Fatalf("try %d comes after %v, with %v as the greatest delay", i, d, b.longest)
			}
			longest[i] = max(longest[i], d)
			b.failed()
		}
	}
	for i, d := range longest { // the delays are spread over all that they may be
		if want := min(2*firstDelay<<i, greatest); d < want*8/10 {
			t.Errorf("try %d comes after %v at most, it may be %v", i, d, want)
		}
	}
}

func TestPagesAreExpectedAsTheyAre(t *testing.T) {
	for _, test := range []struct {
		kind     string
		at       int
		from, to int
	}{
		{"before", 500, 450, 499},
		{"before", 20, 1, 19},
		{"before", 1, 1, 0},
		{"after", 500, 501, 550},
		{"after", 990, 991, 1000},
		{"after", 1000, 1001, 1000},
		{"around", 500, 475, 524},
		{"around", 10, 1, 34},
		{"around", 990, 965, 1000},
	} {
		if from, to := expected(1000, test.kind, test.at); from != test.from || to != test.to {
			t.Errorf("50 %s %d are %d to %d, want %d to %d", test.kind, test.at, from, to, test.from, test.to)
		}
	}
	if got := seqs([]byte(`{"messages":[{"seq":7,"version":9},{"seq":8},{"seq":10}]}`)); !slices.Equal(got, []int{7, 8, 10}) || consecutive(got) || !consecutive(got[:2]) {
		t.Errorf("seqs %v", got)
	}
}

func TestEditsAreScattered(t *testing.T) {
	places := scattered(1000, 400)
	slices.Sort(places)
	if len(slices.Compact(places)) != 400 || places[0] < 2 || places[len(places)-1] > 1000 {
		t.Errorf("%d places from %d to %d", len(places), places[0], places[len(places)-1])
	}
}

func TestMostWithin(t *testing.T) {
	times := []time.Duration{0, 100, 900, 1000, 1001, 1099, 5000}
	if n := mostWithin(times, 1000); n != 5 {
		t.Errorf("%d", n)
	}
	if n := mostWithin(nil, 1000); n != 0 {
		t.Errorf("%d of nothing", n)
	}
}

func TestWatcherFindsWhatDoesNotAddUp(t *testing.T) {
	const a, b = `{"userId":"a","emoji":"👍","on":true}`, `{"userId":"b","emoji":"👍","on":true}`
	see := func(w *watcher, reactions, reacted string) {
		w.see(client.Packet{Data: []byte(`["message_updated",{"message":{"reactions":[` + reactions + `]},"reacted":[` + reacted + `]}]`)})
	}
	for name, test := range map[string]struct {
		reactions, reacted string
		wrong              int
	}{
		"all is well":    {`{"emoji":"👍","count":2}`, b, 0},
		"a count behind": {`{"emoji":"👍","count":1}`, b, 1},
		"nobody named":   {`{"emoji":"👍","count":2}`, ``, 1},
		"told again":     {`{"emoji":"👍","count":1}`, a, 1},
		"taken back":     {``, `{"userId":"a","emoji":"👍","on":false}`, 0},
	} {
		w := &watcher{on: map[string]bool{}}
		see(w, `{"emoji":"👍","count":1}`, a)
		see(w, test.reactions, test.reacted)
		if w.wrong != test.wrong || len(w.versions) != 2 {
			t.Errorf("%s: %d versions, %d wrong", name, len(w.versions), w.wrong)
		}
	}
}

func TestKeepRemembers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	k, err := openKeep(dir)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	k.Accounts = []account{{ID: "1", Token: "secret", Until: now.Add(2 * time.Hour)}, {ID: "2", Until: now.Add(time.Minute)}}
	k.History = &history{Room: "r", Messages: 5}
	if err := k.save(); err != nil {
		t.Fatal(err)
	}
	again, err := openKeep(dir)
	if err != nil || len(again.Accounts) != 2 || again.History.Messages != 5 {
		t.Fatalf("%v: %+v", err, again)
	}
	if !again.Accounts[0].fresh(now) || again.Accounts[1].fresh(now) {
		t.Error("a token is good for as long as it lives, less the time of a run")
	}
	if info, err := os.Stat(k.index()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read tokens: %v %v", info.Mode(), err)
	}
}

func TestFoldersAreCopied(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	if err := os.MkdirAll(filepath.Join(from, "uploads"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"jwt.pem", "uploads/1"} {
		if err := os.WriteFile(filepath.Join(from, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := copyFolder(to, from); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"jwt.pem", "uploads/1"} {
		path := filepath.Join(to, name)
		text, err := os.ReadFile(path)
		if info, _ := os.Stat(path); err != nil || string(text) != name || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %q %v", name, text, err)
		}
	}
	if err := copyFolder(to, from); err == nil {
		t.Error("a copy goes over another one")
	}
}
