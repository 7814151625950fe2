package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/store/storetest"
)

// TestModelWithoutCache: the cache changes nothing but the speed.
func TestModelWithoutCache(t *testing.T) {
	storetest.Model(t, func(t testing.TB) storetest.Open { return opener(t, Options{cached: 1}) })
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// run commits operations and waits.
func run(s *Store, room chat.RoomID, ops ...chat.Op) []chat.Outcome {
	done := make(chan []chat.Outcome, 1)
	s.Commit(room, ops, func(o []chat.Outcome) { done <- o })
	return <-done
}

// opening makes a room with one member.
func opening(user chat.UserID) chat.Op {
	return benchOp(user, func(chat.State) chat.Change {
		return chat.Change{Settings: &chat.Settings{Kind: chat.Group, Visibility: chat.Public}, Members: []chat.Member{{User: user, Role: chat.Owner}}}
	})
}

func sending(user chat.UserID) chat.Op {
	return benchOp(user, func(chat.State) chat.Change { return chat.Change{} })
}

// joining makes somebody a member.
func joining(user chat.UserID) chat.Op {
	return benchOp(user, func(chat.State) chat.Change {
		return chat.Change{Members: []chat.Member{{User: user, Role: chat.Guest}}}
	})
}

// TestFailedCommit: after a commit that failed nobody knows what the file holds. Nothing may be told as stored, and nothing more be written.
func TestFailedCommit(t *testing.T) {
	disk := registerFault("sqlite-failed-commit")
	fatal := make(chan error, 10)
	path := filepath.Join(t.TempDir(), "loquat.db")
	s := openStore(t, Options{Path: path, Driver: "sqlite-failed-commit", OnFatal: func(err error) { fatal <- err }})
	defer s.Close()
	user, room := chat.UserID(newID()), chat.RoomID(newID())
	first := opening(user)
	if o := run(s, room, first); o[0].Status != chat.Committed {
		t.Fatalf("before: %+v", o)
	}
	disk.fail(func(query string) bool { return query == "COMMIT" })
	lost := sending(user)
	check := func(what string, ops ...chat.Op) {
		t.Helper()
		for _, o := range run(s, room, ops...) {
			if o.Status != chat.Unknown || !errors.Is(o.Err, chat.Unavailable(nil)) {
				t.Errorf("%s: %+v", what, o)
			}
		}
	}
	check("in the commit that fails", lost, first, sending(user))
	disk.fail(nil)
	check("afterwards", sending(user), first)
	if _, err := s.SetDisplayName(t.Context(), user, "x"); !errors.Is(err, chat.Unavailable(nil)) {
		t.Errorf("SetDisplayName afterwards: %v", err)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, chat.Unavailable(nil)) {
		t.Errorf("Ping afterwards: %v", err)
	}
	if err := <-fatal; !errors.Is(err, errInjected) || !strings.Contains(err.Error(), "commit") {
		t.Errorf("OnFatal was told %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if len(fatal) > 0 {
		t.Error("OnFatal was called again")
	}
	checkFile(t, path)
	s = openStore(t, Options{Path: path})
	defer s.Close()
	if o := run(s, room, lost); o[0].Version != 2 {
		t.Errorf("repeated in the next process: %+v", o[0])
	}
}

// TestLocked: while somebody else holds the database, what queued fails together, after one wait for the lock, and the store goes on afterwards.
func TestLocked(t *testing.T) {
	disk := registerFault("sqlite-locked")
	s := openStore(t, Options{Path: filepath.Join(t.TempDir(), "loquat.db"), Driver: "sqlite-locked"})
	defer s.Close()
	user, room := chat.UserID(newID()), chat.RoomID(newID())
	run(s, room, opening(user))
	waits := 0
	disk.fail(func(query string) bool {
		if query == "BEGIN IMMEDIATE" {
			waits++
		}
		return query == "BEGIN IMMEDIATE"
	})
	for _, o := range run(s, room, sending(user), sending(user), sending(user)) {
		if o.Status != chat.Unknown || !errors.Is(o.Err, chat.Unavailable(nil)) {
			t.Errorf("while it is locked: %+v", o)
		}
	}
	disk.fail(nil)
	if waits != 1 {
		t.Errorf("waited %d times for the lock", waits)
	}
	if o := run(s, room, sending(user)); o[0].Version != 2 {
		t.Errorf("afterwards: %+v", o[0])
	}
}

// TestBrokenOffRead: a reader that gave up just as its transaction began, or ended, leaves nothing open on a connection that others get.
func TestBrokenOffRead(t *testing.T) {
	disk := registerFault("sqlite-broken-off")
	s := openStore(t, Options{Path: filepath.Join(t.TempDir(), "loquat.db"), Driver: "sqlite-broken-off"})
	defer s.Close()
	room := chat.RoomID(newID())
	run(s, room, opening(chat.UserID(newID())))
	for _, statement := range []string{"BEGIN", "ROLLBACK"} {
		for range 3 {
			broken := 0
			disk.breakOff(func(query string) bool {
				if query == statement {
					broken++
				}
				return query == statement
			})
			if _, err := s.Room(t.Context(), room); statement == "BEGIN" && !errors.Is(err, chat.Unavailable(nil)) {
				t.Errorf("%s broken off: %v", statement, err)
			}
			if broken != 1 {
				t.Errorf("%s was broken off %d times", statement, broken)
			}
			disk.breakOff(nil)
			for range 8 {
				if _, err := s.Room(t.Context(), room); err != nil {
					t.Fatalf("after a %s that was broken off: %v", statement, errors.Unwrap(err))
				}
			}
		}
	}
}

// TestFailedStatement has the Nth statement of a transaction fail, for every N: what was told as stored is, and the room has no holes.
func TestFailedStatement(t *testing.T) {
	disk := registerFault("sqlite-failed-statement")
	path := filepath.Join(t.TempDir(), "loquat.db")
	s := openStore(t, Options{Path: path, Driver: "sqlite-failed-statement"})
	defer s.Close()
	known, owner := chat.RoomID(newID()), chat.UserID(newID())
	run(s, known, opening(owner))
	stored := map[chat.RoomID]chat.Seq{known: 1}
	for n, injected := 1, true; injected; n++ {
		injected = false
		left := n
		disk.fail(func(query string) bool {
			if query == "COMMIT" || query == "ROLLBACK" {
				return false
			}
			left--
			injected = injected || left == 0
			return left == 0
		})
		fresh := chat.RoomID(newID())
		for _, room := range []chat.RoomID{known, fresh} {
			ops := []chat.Op{opening(owner), sending(owner), joining(chat.UserID(newID())), sending(owner)}
			if room == known {
				ops = ops[1:]
			}
			for _, o := range run(s, room, ops...) {
				switch o.Status {
				case chat.Committed:
					if stored[room]++; o.Seq != stored[room] || o.Version != chat.Version(o.Seq) || int(o.Seq) < o.Change.Room.MemberCount {
						t.Fatalf("statement %d failed: told %+v, after %d", n, o, stored[room]-1)
					}
				case chat.Unknown:
				default:
					t.Fatalf("statement %d failed: %+v", n, o)
				}
			}
		}
		disk.fail(nil)
		for _, room := range []chat.RoomID{known, fresh} {
			r, err := s.Room(t.Context(), room)
			if stored[room] == 0 && errors.Is(err, chat.ErrNotFound) {
				continue
			}
			members, listed := s.Members(t.Context(), room, "", 1000)
			if err != nil || listed != nil || r.Seq != stored[room] || r.MemberCount != len(members) {
				t.Fatalf("statement %d failed: the room is %+v with %d members, %v; %d were stored", n, r, len(members), err, stored[room])
			}
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path)
}

// TestFailedCall: a function on the writer that fails takes back what it wrote, and nothing else of the transaction that it ran in.
func TestFailedCall(t *testing.T) {
	s := openStore(t, Options{Path: filepath.Join(t.TempDir(), "loquat.db")})
	defer s.Close()
	user, room := chat.UserID(newID()), chat.RoomID(newID())
	run(s, room, opening(user), sending(user))
	held, release := make(chan struct{}), make(chan struct{})
	slow := sending(user)
	send := slow.Apply
	slow.Apply = func(st chat.State) (chat.Change, error) {
		close(held)
		<-release
		return send(st)
	}
	done := make(chan []chat.Outcome, 3)
	tell := func(o []chat.Outcome) { done <- o }
	s.Commit(room, []chat.Op{slow}, tell)
	<-held
	failed := make(chan error)
	s.Commit(room, []chat.Op{sending(user)}, tell)
	go func() {
		failed <- s.write(t.Context(), func(w *writer) error {
			if _, _, err := w.moveRead(chat.ReadMove{Room: room, User: user, Seq: 2}); err != nil {
				return err
			}
			return errInjected
		})
	}()
	for s.writer.queue.waiting() < 2 {
		runtime.Gosched()
	}
	s.Commit(room, []chat.Op{sending(user)}, tell)
	close(release)
	if err := <-failed; !errors.Is(err, errInjected) || !errors.Is(err, chat.Unavailable(nil)) {
		t.Errorf("the call answers %v", err)
	}
	for i := range 3 {
		if o := <-done; o[0].Version != chat.Version(3+i) {
			t.Errorf("around it: %+v", o[0])
		}
	}
	if m, err := s.Member(t.Context(), room, user); err != nil || m.ReadSeq != 1 {
		t.Errorf("the member: %+v, %v", m, err)
	}
	if r, err := s.MoveReads(t.Context(), []chat.ReadMove{{Room: room, User: user, Seq: 2}}); err != nil || !r[0].Moved || r[0].Counters.ReadRev != 1 {
		t.Errorf("moved again: %+v, %v", r, err)
	}
}

// waiting answers how many operations wait.
func (q *queue) waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.size
}

// TestFullDisk: while the disk is full nothing can be stored, which ends with it. SQLite undoes the transaction by itself then.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "loquat.db")
	s := openStore(t, Options{Path: path})
	defer s.Close()
	user, room := chat.UserID(newID()), chat.RoomID(newID())
	run(s, room, opening(user))
	pages := func(limit int) {
		t.Helper()
		if err := s.write(t.Context(), func(w *writer) error {
			if limit == 0 {
				if err := w.row(`PRAGMA page_count`).Scan(&limit); err != nil {
					return err
				}
			}
			return w.row(fmt.Sprint(`PRAGMA max_page_count = `, limit)).Scan(&limit)
		}); err != nil {
			t.Fatal(err)
		}
	}
	pages(0)
	stored := chat.Seq(1)
	full := 0
	for full < 3 {
		for _, o := range run(s, room, sending(user), sending(user), sending(user)) {
			switch o.Status {
			case chat.Committed:
				if stored++; o.Seq != stored {
					t.Fatalf("told %+v after %d", o, stored-1)
				}
			case chat.Unknown:
				full++
			default:
				t.Fatalf("%+v", o)
			}
		}
	}
	pages(1 << 30)
	if o := run(s, room, sending(user)); o[0].Status != chat.Committed || o[0].Seq != stored+1 {
		t.Errorf("with room on the disk again: %+v after %d", o[0], stored)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path)
}

// TestGroupCommit: what queues while a transaction is under way goes into the next ones together, 128 operations each.
func TestGroupCommit(t *testing.T) {
	disk := registerFault("sqlite-group-commit")
	s := openStore(t, Options{Path: filepath.Join(t.TempDir(), "loquat.db"), Driver: "sqlite-group-commit"})
	defer s.Close()
	user, room := chat.UserID(newID()), chat.RoomID(newID())
	run(s, room, opening(user))
	held, release := make(chan struct{}), make(chan struct{})
	slow := sending(user)
	send := slow.Apply
	slow.Apply = func(st chat.State) (chat.Change, error) {
		close(held)
		<-release
		return send(st)
	}
	before := disk.committed()
	done := make(chan []chat.Outcome, 301)
	tell := func(o []chat.Outcome) { done <- o }
	s.Commit(room, []chat.Op{slow}, tell)
	<-held
	for range 300 {
		s.Commit(room, []chat.Op{sending(user)}, tell)
	}
	close(release)
	for range 301 {
		if o := <-done; o[0].Status != chat.Committed {
			t.Fatalf("%+v", o[0])
		}
	}
	if n := disk.committed() - before; n != 1+3 {
		t.Errorf("1 and then 300 sends took %d transactions, want 4", n)
	}
	before = disk.committed()
	many := make([]chat.Op, 300)
	for i := range many {
		many[i] = sending(user)
	}
	run(s, room, many...)
	if n := disk.committed() - before; n != 3 {
		t.Errorf("one call of 300 sends took %d transactions, want 3", n)
	}
}
