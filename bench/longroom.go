package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/bench/client"
	"github.com/loquat-chat/loquat/bench/hist"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/store/sqlite"
)

const (
	writers   = 16   // members of the long room
	pageSize  = 50   // messages
	edited    = 400  // messages changed after everything was said
	writeOpen = 4096 // messages on their way to the store
	entries   = 100  // times that the room is entered, for each figure
)

// history is a long room in a prepared folder.
type history struct {
	Room     string   `json:"room"`
	Messages int      `json:"messages"` // the greatest seq: with the system line
	Members  []string `json:"members"`  // their tokens
	Since    int64    `json:"since"`    // the version before the last edits
	Version  int64    `json:"version"`
	Epoch    string   `json:"epoch"`
}

// longRoom measures a room of very many messages.
func longRoom(ctx context.Context, b *bench) error {
	h, err := b.remember(ctx)
	if err != nil {
		return err
	}
	s, err := b.serveCopy(ctx, b.keep.longOne())
	if err != nil {
		return err
	}
	defer s.close()
	for _, readers := range []int{1, writers} {
		if err := b.pages(ctx, s, h, readers); err != nil {
			return err
		}
	}
	load := fmt.Sprintf("room of %s messages, %d times", thousands(int64(h.Messages)), entries)
	for _, e := range []entry{{"first sync", 0, pageSize}, {fmt.Sprintf("catching up with %d changed messages", edited), h.Since, edited}} {
		took := &hist.Histogram{}
		for i := range entries {
			t, err := e.enter(ctx, s.url, h, h.Members[i%len(h.Members)])
			if err != nil {
				return fmt.Errorf("%s: %w", e.figure, err)
			}
			took.Record(t)
		}
		b.out.row("history", load, e.figure+" p50 / p99 / max", "%s", took)
	}
	return nil
}

// remember makes the long room, unless the prepared folder has it.
func (b *bench) remember(ctx context.Context) (*history, error) {
	var tokens []string
	for _, a := range b.keep.Accounts[:writers] {
		tokens = append(tokens, a.Token)
	}
	if h := b.keep.History; h != nil && h.Messages == b.messages && slices.Equal(h.Members, tokens) {
		return h, nil
	}
	if err := os.RemoveAll(b.keep.longOne()); err != nil {
		return nil, err
	}
	if err := copyFolder(b.keep.longOne(), b.keep.people()); err != nil {
		return nil, err
	}
	begin := time.Now()
	h, err := writeHistory(ctx, filepath.Join(b.keep.longOne(), "loquat.db"), b.keep.Accounts[:writers], b.messages, text(b.size))
	if err != nil {
		return nil, fmt.Errorf("writing a long room: %w", err)
	}
	h.Members = tokens
	took := time.Since(begin).Seconds()
	b.out.row("set-up", thousands(int64(b.messages))+" messages", "time", "%.1f s (%s/s, into the store without a server)", took, thousands(int64(float64(b.messages)/took)))
	b.keep.History = h
	return h, b.keep.save()
}

// writeHistory makes a room of these people in a database that no server has open, lets them say so much, and then edit some of it.
func writeHistory(ctx context.Context, path string, people []account, messages int, content string) (_ *history, err error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	service := chat.NewService(chat.Config{Store: store, NewID: newID})
	defer service.Close() //nolint:contextcheck // also when ctx has ended
	var ids []chat.UserID
	for _, a := range people {
		ids = append(ids, chat.UserID(a.ID))
	}
	room, err := service.CreateRoom(ctx, ids[0], chat.NewRoom{Name: "a long history", Visibility: chat.Private, Members: ids[1:]}, "")
	if err != nil {
		return nil, err
	}
	w := &writing{window: make(chan struct{}, writeOpen)}
	own := make([]chat.MessageID, messages+1) // by seq
	said := func(i int) string { return fmt.Sprintf("%d: %s", i, content) }
	for i := 2; i <= messages && w.failure() == nil; i++ {
		w.begin()
		m := chat.NewMessage{Room: room.ID, Content: said(i), ClientID: newID()}
		service.SendMessage(ctx, ids[i%len(ids)], m, func(saved chat.Saved, err error) {
			if err == nil {
				own[saved.Seq] = saved.ID
			}
			w.end(err)
		})
	}
	if err := w.wait(); err != nil {
		return nil, err
	}
	for _, seq := range scattered(messages, edited) {
		w.begin()
		e := chat.EditedMessage{Room: room.ID, Message: own[seq], Content: said(seq) + " (edited)"}
		service.EditMessage(ctx, ids[seq%len(ids)], e, func(_ chat.Changed, err error) { w.end(err) })
	}
	return &history{
		Room: string(room.ID), Messages: messages, Since: int64(messages), Version: int64(messages + edited), Epoch: store.Epoch(),
	}, w.wait()
}

// scattered are n different places from 2 to last, always the same ones.
func scattered(last, n int) []int {
	places := rand.New(rand.NewPCG(1, 2)).Perm(last - 1)[:n] //nolint:gosec // the same each time
	for i := range places {
		places[i] += 2
	}
	return places
}

// writing is what is on its way to the store.
type writing struct {
	window chan struct{}
	wg     sync.WaitGroup
	mu     sync.Mutex
	err    error // guarded by mu; the first
}

func (w *writing) begin() {
	w.window <- struct{}{}
	w.wg.Add(1)
}

func (w *writing) end(err error) {
	w.mu.Lock()
	if w.err == nil {
		w.err = err
	}
	w.mu.Unlock()
	<-w.window
	w.wg.Done()
}

func (w *writing) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

func (w *writing) wait() error {
	w.wg.Wait()
	return w.failure()
}

// pages reads pages at random places, by several at once.
func (b *bench) pages(ctx context.Context, s *server, h *history, readers int) error {
	kinds := []string{"before", "after", "around"}
	took := make([]hist.Histogram, len(kinds))
	failed := make(chan error, readers)
	server, own, begin := s.cpu(), ownCPU(), client.Now()
	var wg sync.WaitGroup
	for i := range readers {
		wg.Go(func() {
			for n := i; client.Now() < begin+b.duration/2 && ctx.Err() == nil; n++ {
				kind := n % len(kinds)
				t, err := page(ctx, s.url, h, h.Members[i], kinds[kind], 1+rand.IntN(h.Messages)) //nolint:gosec // a place
				if err != nil {
					failed <- fmt.Errorf("a page: %w", err)
					return
				}
				took[kind].Record(t)
			}
		})
	}
	wg.Wait()
	server, own = s.cpu()-server, ownCPU()-own
	select {
	case err := <-failed:
		return err
	default:
	}
	seconds, load, n := (client.Now() - begin).Seconds(), fmt.Sprintf("room of %s messages, %d readers", thousands(int64(h.Messages)), readers), 0.0
	for i, kind := range kinds {
		b.out.row("history", load, fmt.Sprintf("%d %s p50 / p99 / max", pageSize, kind), "%s", &took[i])
		n += float64(took[i].Count())
	}
	b.out.row("history", load, "pages · CPU of the server · of the load", "%s/s · %.0f %% · %.0f %% of a core; %.0f µs of the server for each",
		thousands(int64(n/seconds)), 100*server.Seconds()/seconds, 100*own.Seconds()/seconds, server.Seconds()*1e6/n)
	return ctx.Err()
}

// page reads one, and checks it.
func page(ctx context.Context, url string, h *history, token, kind string, at int) (time.Duration, error) {
	url = fmt.Sprintf("%s/api/v1/rooms/%s/messages?%s=%d&limit=%d", url, h.Room, kind, at, pageSize)
	begin := client.Now()
	text, err := call(ctx, http.MethodGet, url, token, nil)
	took := client.Now() - begin
	if err != nil {
		return 0, err
	}
	from, to := expected(h.Messages, kind, at)
	got := seqs(text)
	if len(got) != to-from+1 || len(got) > 0 && (got[0] != from || got[len(got)-1] != to) || !consecutive(got) {
		return 0, fmt.Errorf("%s %d of %d has %v, wanted %d to %d", kind, at, h.Messages, got, from, to)
	}
	return took, nil
}

// expected is what a page shows of a room with seqs 1 to last.
func expected(last int, kind string, at int) (from, to int) {
	switch kind {
	case "before":
		return max(1, at-pageSize), at - 1
	case "after":
		return at + 1, min(last, at+pageSize)
	}
	from = max(1, at-pageSize/2)
	return from, min(last, at-pageSize/2+pageSize-1)
}

// seqs lists the seq of each message in a text, in their order.
func seqs(text []byte) (out []int) {
	for {
		_, rest, found := bytes.Cut(text, []byte(`"seq":`))
		if !found {
			return out
		}
		n, rest := number(rest)
		out, text = append(out, int(n)), rest
	}
}

func consecutive(ns []int) bool {
	for i := range ns {
		if ns[i] != ns[0]+i {
			return false
		}
	}
	return true
}

// entry is one way to enter the long room.
type entry struct {
	figure string
	since  int64
	want   int // messages
}

// enter connects, and answers how long it takes from entering the room to the last part of its sync.
func (e entry) enter(ctx context.Context, url string, h *history, token string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	done := make(chan error, 1)
	var at time.Duration
	seen, position := 0, e.since
	c, err := client.Dial(ctx, url, func(k client.Packet) {
		data, ok := bytes.CutPrefix(k.Data, []byte(`["sync",`))
		if k.Type != client.Event || !ok {
			return
		}
		var in struct {
			Since, Version int64
			Reset, More    bool
			Messages       []struct{ Version int64 }
		}
		err := json.Unmarshal(bytes.TrimSuffix(data, []byte("]")), &in)
		at, seen = k.At, seen+len(in.Messages)
		switch {
		case err != nil:
		case in.Reset != (e.since == 0) || in.Since != position:
			err = fmt.Errorf("sync from %d (reset: %t), at position %d", in.Since, in.Reset, position)
		case !in.More && (seen != e.want || in.Version != h.Version):
			err = fmt.Errorf("sync ends with %d messages at version %d, wanted %d at %d", seen, in.Version, e.want, h.Version)
		}
		position = in.Version
		if err != nil || !in.More {
			select {
			case done <- err:
			default:
			}
		}
	})
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if err := c.Connect(ctx, "/", map[string]any{"token": token}); err != nil {
		return 0, err
	}
	begin := client.Now()
	if err := c.Connect(ctx, "/rooms/"+h.Room, map[string]any{"token": token, "since": e.since, "epoch": h.Epoch}); err != nil {
		return 0, err
	}
	select {
	case err := <-done:
		return at - begin, err
	case <-c.Done():
		return 0, c.Err()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
