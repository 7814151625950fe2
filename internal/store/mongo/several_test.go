package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit/mongodb"
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// several opens stores on one database, as nodes do.
func several(t *testing.T, each ...Options) []*Store {
	t.Helper()
	uri := mongodb.URI(t)
	name := mongodb.Database(t, uri)
	stores := make([]*Store, len(each))
	for i, o := range each {
		o.URI, o.Database = uri, name
		stores[i] = openStore(t, o)
		t.Cleanup(func() {
			if err := stores[i].Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return stores
}

// op is a creation with an Apply that decides on the state.
func op(actor chat.UserID, id string, change func(chat.State, *chat.Message) (chat.Change, error)) chat.Op {
	message := chat.MessageID(newID())
	return chat.Op{Actor: actor, ID: id, Kind: chat.KindText, Digest: chat.DigestOf(id), Apply: func(st chat.State) (chat.Change, error) {
		m := chat.Message{ID: message, Sender: actor, ClientID: id, Kind: chat.Text, Content: id}
		c, err := change(st, &m)
		if c.Message.ID == "" {
			c.Message = m
		}
		return c, err
	}}
}

func say(actor chat.UserID, id string) chat.Op {
	return op(actor, id, func(st chat.State, _ *chat.Message) (chat.Change, error) {
		if st.Members[actor].Role == "" {
			return chat.Change{}, chat.ErrForbidden
		}
		return chat.Change{}, nil
	})
}

// set makes somebody what role says; empty: out. It changes nothing if they are that.
func set(actor, subject chat.UserID, role chat.Role) chat.Op {
	o := op(actor, newID()+":", func(st chat.State, m *chat.Message) (chat.Change, error) {
		m.Kind, m.Content, m.System = chat.System, "", &chat.SystemLine{Type: chat.RoleChanged, UserID: subject, Value: string(role)}
		if st.Members[subject].Role == role {
			return chat.Change{}, chat.ErrNothingToDo
		}
		return chat.Change{Members: []chat.Member{{User: subject, Role: role}}}, nil
	})
	o.About = []chat.UserID{subject}
	return o
}

func edit(actor chat.UserID, target chat.MessageID, text string) chat.Op {
	return chat.Op{Actor: actor, ID: newID(), Kind: chat.KindEdit, Digest: chat.DigestOf(text), Target: target, Apply: func(st chat.State) (chat.Change, error) {
		m := *st.Target
		m.Content, m.Revision = m.Content+text, m.Revision+1
		return chat.Change{Message: m}, nil
	}}
}

func commit(t testing.TB, s *Store, room chat.RoomID, ops ...chat.Op) []chat.Outcome {
	t.Helper()
	done := make(chan []chat.Outcome, 1)
	s.Commit(room, ops, func(o []chat.Outcome) { done <- o })
	select {
	case o := <-done:
		return o
	case <-time.After(30 * time.Second):
		t.Fatal("no outcome")
		return nil
	}
}

func must(t testing.TB, s *Store, room chat.RoomID, o chat.Op) chat.Outcome {
	t.Helper()
	out := commit(t, s, room, o)[0]
	if out.Status != chat.Committed {
		t.Fatalf("%s: status %d, %v", o.ID, out.Status, out.Err)
	}
	return out
}

func founded(t testing.TB, s *Store, members ...chat.UserID) (chat.RoomID, chat.UserID) {
	t.Helper()
	room, owner := chat.RoomID(newID()), chat.UserID(newID())
	must(t, s, room, op(owner, newID(), func(_ chat.State, m *chat.Message) (chat.Change, error) {
		m.Kind, m.Content, m.System = chat.System, "", &chat.SystemLine{Type: chat.RoomCreated}
		c := chat.Change{Settings: &chat.Settings{Kind: chat.Group, Name: "room", Visibility: chat.Public}, Members: []chat.Member{{User: owner, Role: chat.Owner}}}
		for _, u := range members {
			c.Members = append(c.Members, chat.Member{User: u, Role: chat.RoleMember})
		}
		return c, nil
	}))
	return room, owner
}

func messages(t testing.TB, s *Store, room chat.RoomID) []chat.Message {
	t.Helper()
	p, err := s.Page(context.Background(), room, chat.Window{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range p.Messages {
		if m.Seq != chat.Seq(i+1) {
			t.Fatalf("at place %d stands seq %d", i+1, m.Seq)
		}
	}
	return p.Messages
}

// TestRivals: three nodes write to one room at once; versions are dense, nothing is lost or doubled, and everybody is told what is true.
func TestRivals(t *testing.T) {
	stores := several(t, Options{}, Options{}, Options{})
	room, owner := founded(t, stores[0])
	target := must(t, stores[0], room, say(owner, "edited"))
	var mu sync.Mutex
	seen := map[chat.Version]string{1: "founded", 2: "edited"}
	var all sync.WaitGroup
	const each = 30
	for i, s := range stores {
		all.Go(func() {
			for n := range each {
				o := say(owner, fmt.Sprintf("%d of %d", n, i))
				if n%5 == 0 {
					o = edit(owner, target.MessageID, "x")
				}
				out := commit(t, s, room, o)[0]
				mu.Lock()
				if out.Status != chat.Committed || seen[out.Version] != "" {
					t.Errorf("%s: status %d, version %d, %v; %q has that version", o.ID, out.Status, out.Version, out.Err, seen[out.Version])
				}
				seen[out.Version] = o.ID
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for v := chat.Version(1); v <= 2+3*each; v++ {
		if seen[v] == "" {
			t.Errorf("version %d was never told", v)
		}
	}
	got := messages(t, stores[1], room)
	if want := 2 + 3*each*4/5; len(got) != want {
		t.Errorf("%d messages, want %d", len(got), want)
	}
	if e := got[1]; e.Revision != 3*each/5 || strings.Count(e.Content, "x") != e.Revision {
		t.Errorf("the edited message has revision %d and says %q: an edit was lost", e.Revision, e.Content)
	}
}

// TestStale: what another node did is not known here yet. Nobody acts by a right that has ended, and nobody is refused who has the right by now.
func TestStale(t *testing.T) {
	stores := several(t, Options{}, Options{})
	here, there := stores[0], stores[1]
	ben := chat.UserID(newID())
	room, owner := founded(t, here, ben)
	must(t, here, room, say(ben, "knows ben")) // from here on this node has what it needs in memory
	must(t, there, room, set(owner, ben, ""))
	if o := commit(t, here, room, say(ben, "too late"))[0]; o.Status != chat.Refused || !errors.Is(o.Err, chat.ErrForbidden) {
		t.Errorf("who was removed elsewhere: status %d, %v", o.Status, o.Err)
	}
	must(t, there, room, set(owner, ben, chat.Guest))
	must(t, here, room, say(ben, "back again"))
	must(t, there, room, set(owner, ben, ""))
	if o := commit(t, here, room, set(owner, ben, ""))[0]; o.Status != chat.NothingToDo {
		t.Errorf("removing who was removed elsewhere: status %d, %v", o.Status, o.Err)
	}
	if _, err := here.Member(t.Context(), room, ben); !errors.Is(err, chat.ErrNotFound) {
		t.Errorf("Member: %v", err)
	}
}

// TestRepeatedElsewhere: a repetition at another node, also in the middle of a batch, gets the first result.
func TestRepeatedElsewhere(t *testing.T) {
	stores := several(t, Options{}, Options{})
	room, owner := founded(t, stores[0])
	must(t, stores[1], room, say(owner, "warm"))
	twice := say(owner, "twice")
	first := must(t, stores[0], room, twice)
	out := commit(t, stores[1], room, say(owner, "before"), twice, say(owner, "after"))
	if out[0].Status != chat.Committed || out[2].Status != chat.Committed {
		t.Fatalf("around it: %+v", out)
	}
	if d := out[1]; d.Status != chat.Duplicate || d.Version != first.Version || d.Seq != first.Seq || d.MessageID != first.MessageID {
		t.Errorf("the repetition %+v of %+v", d, first)
	}
	other := twice
	other.Digest = chat.DigestOf("something else")
	if o := commit(t, stores[1], room, other)[0]; o.Status != chat.Refused || !errors.Is(o.Err, chat.ErrClientIDReused) {
		t.Errorf("another request under its id: status %d, %v", o.Status, o.Err)
	}
	if n := len(messages(t, stores[1], room)); n != 5 {
		t.Errorf("%d messages, want 5", n)
	}
}

// TestCrash: a node dies after any step of a commit. What it inserted stands, a repetition finds it, and a sweep brings up what it did not get to.
func TestCrash(t *testing.T) {
	died := errors.New("the node has died")
	for _, at := range []string{"inserted", "emptied", "member", "room"} {
		t.Run(at, func(t *testing.T) {
			dying := false
			stores := several(t, Options{step: func(done string) error {
				if dying && done == at {
					return died
				}
				return nil
			}}, Options{})
			here, there := stores[0], stores[1]
			ben := chat.UserID(newID())
			room, owner := founded(t, here, ben)
			target := must(t, here, room, say(owner, "one"))
			lost := []chat.Op{edit(owner, target.MessageID, "!"), set(owner, ben, ""), say(owner, "two")}
			dying = true
			for _, o := range commit(t, here, room, lost...) {
				if o.Status != chat.Unknown {
					t.Errorf("status %d, want it unknown", o.Status)
				}
			}
			if _, _, err := there.Sweep(t.Context(), time.Time{}); err != nil {
				t.Fatal(err)
			}
			for i, o := range commit(t, there, room, lost...) {
				if o.Status != chat.Duplicate || o.Version != chat.Version(3+i) {
					t.Errorf("repeated: %+v", o)
				}
			}
			got := messages(t, there, room)
			if len(got) != 4 || got[1].Content != "one!" || got[1].Version != 3 || got[3].Content != "two" {
				t.Errorf("messages %+v", got)
			}
			if ids, err := there.RoomIDs(t.Context(), ben); err != nil || len(ids) != 0 {
				t.Errorf("who was removed is still in %v, %v", ids, err)
			}
			entries, _, err := there.Entries(t.Context(), owner, chat.Place{}, 10)
			if err != nil || len(entries) != 1 || entries[0].Room.Version != 5 || entries[0].Room.MemberCount != 1 || entries[0].Last.Content != "two" {
				t.Errorf("entries %+v, %v", entries, err)
			}
			changed, through, _, err := there.Changes(t.Context(), room, 0, 100, 1<<20)
			if err != nil || through != 5 || len(changed) != 4 {
				t.Errorf("%d changes through %d, %v", len(changed), through, err)
			}
		})
	}
}

// TestReadsOfTwoDevices: one person reads at two nodes at once; each move has a number of its own, and no receipt is lost.
func TestReadsOfTwoDevices(t *testing.T) {
	stores := several(t, Options{}, Options{})
	ben := chat.UserID(newID())
	room, owner := founded(t, stores[0], ben)
	for i := range 20 {
		must(t, stores[0], room, say(owner, fmt.Sprint(i)))
	}
	var mu sync.Mutex
	var revs []int64
	var all sync.WaitGroup
	for i, s := range stores {
		all.Go(func() {
			for n := range 10 {
				seq := chat.Seq(2 + 2*n + i)
				r, err := s.MoveReads(t.Context(), []chat.ReadMove{{Room: room, User: ben, Seq: seq}})
				if err != nil {
					t.Error(err)
					continue
				}
				mu.Lock()
				if r[0].Receipt > 0 {
					revs = append(revs, int64(r[0].Receipt))
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(revs)
	if len(slices.Compact(slices.Clone(revs))) != len(revs) {
		t.Errorf("a receipt was given out twice: %v", revs)
	}
	m, err := stores[1].Member(t.Context(), room, ben)
	if err != nil || m.ReadSeq != 21 || m.Receipt != 21 || m.ReadRev != int64(len(revs)) {
		t.Errorf("the member %+v, %v after %d moves", m, err, len(revs))
	}
}

// TestFirst: of many who sign up at once, at two nodes, one is the admin, and nobody is turned away. Somebody who claimed to be the first and died is
// replaced. Whoever came while the first one's account was being made was told that something was not found.
func TestFirst(t *testing.T) {
	now := time.Now()
	stores := several(t, Options{Now: func() time.Time { return now }}, Options{Now: func() time.Time { return now }})
	if first, err := stores[0].claimFirst(t.Context(), "who dies"); err != nil || !first {
		t.Fatal(first, err)
	}
	create := func(n int) chat.ServerRole {
		u, err := stores[n%2].CreateAccount(t.Context(), chat.User{ID: chat.UserID(newID()), Username: fmt.Sprint("user", n)}, "hash", false)
		if err != nil {
			t.Error(err)
		}
		return u.Role
	}
	if role := create(0); role != chat.ServerMember {
		t.Errorf("while somebody else is about to be the first: %s", role)
	}
	now = now.Add(time.Minute)
	var mu sync.Mutex
	roles := map[chat.ServerRole]int{}
	var all sync.WaitGroup
	for n := range 10 {
		all.Go(func() {
			role := create(n + 1)
			mu.Lock()
			defer mu.Unlock()
			roles[role]++
		})
	}
	all.Wait()
	if roles[chat.ServerAdmin] != 1 || roles[chat.ServerMember] != 9 {
		t.Errorf("roles %v", roles)
	}
}

// TestConcerns: what decides is read from a majority of the primary's side, linearizably where a refusal or a repetition rests on it, and what is written
// is acknowledged by a majority's disks.
func TestConcerns(t *testing.T) {
	var mu sync.Mutex
	var wrong []string
	linearizable := 0
	monitor := &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		mu.Lock()
		defer mu.Unlock()
		var c struct {
			Read  struct{ Level string } `bson:"readConcern"`
			Write struct {
				W any  `bson:"w"`
				J bool `bson:"j"`
			} `bson:"writeConcern"`
		}
		if err := bson.Unmarshal(e.Command, &c); err != nil {
			wrong = append(wrong, err.Error())
		}
		switch e.CommandName {
		case "find", "aggregate":
			if c.Read.Level == "linearizable" {
				linearizable++
			} else if c.Read.Level != "majority" {
				wrong = append(wrong, e.Command.String())
			}
		case "insert", "update", "delete", "findAndModify":
			if c.Write.W != "majority" || !c.Write.J {
				wrong = append(wrong, e.Command.String())
			}
		}
	}}
	s := several(t, Options{monitor: monitor})[0]
	ben := chat.UserID(newID())
	room, owner := founded(t, s, ben)
	said := must(t, s, room, say(owner, "one"))
	must(t, s, room, edit(owner, said.MessageID, "!"))
	must(t, s, room, set(owner, ben, chat.Guest))
	before := linearizable
	commit(t, s, room, say(chat.UserID(newID()), "refused"))
	if linearizable == before {
		t.Error("a refusal rests on no linearizable read")
	}
	before = linearizable
	if _, err := s.Sent(t.Context(), owner, []string{"unknown"}); err != nil || linearizable == before {
		t.Errorf("\"not stored\" rests on no linearizable read: %v", err)
	}
	if _, err := s.MoveReads(t.Context(), []chat.ReadMove{{Room: room, User: ben, Seq: 2}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateAccount(t.Context(), chat.User{ID: owner, Username: "anna"}, "hash", false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetDisplayName(t.Context(), owner, "Anna"); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, w := range wrong {
		t.Error("without the right concern: ", w)
	}
}

// TestJoin: nodes that do not go together are told so, and one that died is in nobody's way.
func TestJoin(t *testing.T) {
	stores := several(t, Options{}, Options{}, Options{})
	ctx := t.Context()
	if err := stores[0].Join(ctx, Node{ID: "one", Key: "k", Redis: true}); err != nil {
		t.Fatal(err)
	}
	for says, me := range map[string]Node{"signing key": {ID: "two", Key: "other", Redis: true}, "LOQUAT_REDIS_URL": {ID: "two", Key: "k"}} {
		if err := stores[1].Join(ctx, me); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want an error that says %q", me, err, says)
		}
	}
	if err := stores[1].Join(ctx, Node{ID: "two", Key: "k", Redis: true}); err != nil {
		t.Error(err)
	}
	for i := range 2 {
		if err := stores[i].Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := stores[2].Join(ctx, Node{ID: "three", Key: "new"}); err != nil {
		t.Errorf("after the others have gone: %v", err)
	}
}

// TestNoMongoDB: a sentence, within ten seconds.
func TestNoMongoDB(t *testing.T) {
	for _, uri := range []string{"nonsense", "mongodb://127.0.0.1:1/", "mongodb://"} {
		begun := time.Now()
		s, err := Open(t.Context(), Options{URI: uri})
		if err == nil {
			_ = s.Close()
			t.Errorf("%s: no error", uri)
		}
		if d := time.Since(begun); d > 11*time.Second {
			t.Errorf("%s: it took %v", uri, d)
		}
		t.Log(err)
	}
}
