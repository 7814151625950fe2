package play

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/bench/history/browser"
	"github.com/loquat-chat/loquat/bench/history/judge"
	"github.com/loquat-chat/loquat/bench/history/record"
	"github.com/loquat-chat/loquat/bench/history/schedule"
)

// Options are the flags.
type Options struct {
	Bin, Proxy string
	MongoDB    string // the MongoDB-compatible server, for several nodes
	Seed       uint64
	Seeds      int
	Size       schedule.Size
	Parallel   int
	Keep       string // folder for the data and a trace of each failure; empty: nothing is kept
	Web        bool   // the product's own client, under Node, in place of the simulated one
	Root       string // of the repository, for that
	First      bool   // end with the first failure
}

// Small is a schedule of a few seconds with everything in it.
var Small = schedule.Size{People: 20, Rooms: 5, Length: 2500 * time.Millisecond}

// Sum is what all seeds together came to.
type Sum struct {
	Seeds, Failed     int
	OK, Refused       int // requests by their outcome
	Unknown, NotAsked int
	Told              int // events and pages
	Kills             int
	Kinds             map[judge.Kind]int
	Took              time.Duration
	FirstFailed       uint64
	FirstKind         judge.Kind
}

// String is the sum in two lines.
func (s Sum) String() string {
	line := fmt.Sprintf("%d seeds in %.1f s, %d failed\n%d requests acknowledged, %d refused, %d unknown, %d never sent; %d events and pages; %d ends of the server",
		s.Seeds, s.Took.Seconds(), s.Failed, s.OK, s.Refused, s.Unknown, s.NotAsked, s.Told, s.Kills)
	if names := s.KindNames(); len(names) > 0 {
		line += "; " + strings.Join(names, ", ")
	}
	return line
}

// KindNames says how often what was wrong, the most frequent first.
func (s Sum) KindNames() []string {
	kinds := slices.Collect(maps.Keys(s.Kinds))
	slices.SortFunc(kinds, func(a, b judge.Kind) int { return cmp.Or(cmp.Compare(s.Kinds[b], s.Kinds[a]), cmp.Compare(a, b)) })
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = fmt.Sprintf("%d %s", s.Kinds[k], k)
	}
	return out
}

func (s *Sum) add(h *record.History, found []judge.Violation) {
	for i := range h.Ops {
		switch h.Ops[i].Outcome {
		case record.OK:
			s.OK++
		case record.Refused:
			s.Refused++
		case record.Unknown:
			s.Unknown++
		default:
			s.NotAsked++
		}
	}
	s.Told += len(h.Told)
	s.Kills += len(h.Kills)
	for _, v := range found {
		s.Kinds[v.Kind]++
	}
}

// Run runs seeds and tells each failure in one line. An error is one of the test itself.
func Run(ctx context.Context, o Options, out io.Writer) (Sum, error) {
	begin := time.Now()
	sum := Sum{Kinds: map[judge.Kind]int{}}
	folder, err := os.MkdirTemp("", "loquat-history-")
	if err != nil {
		return sum, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // temporary
	t, err := makeTemplate(ctx, o, folder)
	if err != nil {
		return sum, err
	}
	n, err := startNetwork(o.Proxy)
	if err != nil {
		return sum, err
	}
	defer n.close()
	script := ""
	if o.Web {
		if script, err = browser.Bundle(ctx, o.Root, folder); err != nil {
			return sum, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex // guards sum and out
	var wg sync.WaitGroup
	seeds := make(chan uint64)
	for range o.Parallel {
		wg.Go(func() {
			for seed := range seeds {
				h, found, err := one(ctx, o, t, n, script, seed)
				mu.Lock()
				if err != nil {
					cancel(fmt.Errorf("seed %d: %w", seed, err))
				} else {
					sum.Seeds++
					sum.add(h, found)
				}
				if len(found) > 0 {
					sum.Failed++
					if sum.Failed == 1 {
						sum.FirstFailed = seed
					}
					_, _ = fmt.Fprintf(out, "seed %d: %s\n", seed, judge.Summary(found))
				}
				mu.Unlock()
			}
		})
	}
	for i := 0; i < o.Seeds && ctx.Err() == nil; i++ {
		mu.Lock()
		over := o.First && sum.Failed > 0
		mu.Unlock()
		if over {
			break
		}
		seeds <- o.Seed + uint64(i)
	}
	close(seeds)
	wg.Wait()
	sum.Took = time.Since(begin)
	return sum, context.Cause(ctx)
}

// one runs one seed.
func one(ctx context.Context, o Options, t *template, n *network, script string, seed uint64) (*record.History, []judge.Violation, error) {
	folder, err := os.MkdirTemp("", fmt.Sprintf("loquat-history-seed%d-", seed))
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // temporary
	if err := t.copyTo(folder); err != nil {
		return nil, nil, err
	}
	r := &run{plan: schedule.New(seed, o.Size), accounts: t.accounts, network: n, script: script}
	if err := r.makeServers(ctx, o, folder); err != nil {
		return nil, nil, err
	}
	if r.backend != nil {
		defer r.backend.stop()
	}
	h, err := r.do(ctx)
	if err != nil {
		if said := r.serverErrors(); len(said) > 0 {
			err = fmt.Errorf("%w; the server logged %d errors, first %s", err, len(said), strings.TrimSpace(said[0]))
		}
		return nil, nil, err
	}
	found := judge.Judge(h)
	if len(found) > 0 && o.Keep != "" {
		err = keep(filepath.Join(o.Keep, fmt.Sprintf("seed%d", seed)), folder, r, h, found)
	}
	return h, found, err
}
