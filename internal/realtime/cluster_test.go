package realtime_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/realtime"
	"github.com/loquat-chat/loquat/internal/testkit"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// broker connects the nodes of a test as a message broker does: what one sends, the others hear in its order, unless it gets lost.
type broker struct {
	mu    sync.Mutex
	nodes []*peer                             // guarded by mu
	lose  func(from *peer, event string) bool // guarded by mu
	queue map[[2]*peer]chan func()            // guarded by mu; one for each way
	ended sync.WaitGroup
}

type peer struct {
	broker *broker
	hear   func(string, []json.RawMessage)
}

func (p *peer) Receive(hear func(string, []json.RawMessage)) error {
	p.broker.mu.Lock()
	p.hear = hear
	p.broker.mu.Unlock()
	return nil
}

func (p *peer) Send(event string, payload ...any) error {
	raw := make([]json.RawMessage, len(payload))
	for i, v := range payload {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		raw[i] = b
	}
	p.broker.mu.Lock()
	defer p.broker.mu.Unlock()
	if p.broker.lose != nil && p.broker.lose(p, event) {
		return nil
	}
	for _, other := range p.broker.nodes {
		if other != p && other.hear != nil {
			p.broker.queue[[2]*peer{p, other}] <- func() { other.hear(event, raw) }
		}
	}
	return nil
}

// losing has events lost for which f says so.
func (b *broker) losing(f func(from *peer, event string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lose = f
}

// cluster makes nodes on one store. Whatever is committed can be swept.
func cluster(t *testing.T, n int) (*broker, []*world) {
	t.Helper()
	net := &broker{queue: map[[2]*peer]chan func(){}}
	first := testkit.NewChat(t)
	sweeper := &logSweeper{store: first.Store}
	for range n {
		net.nodes = append(net.nodes, &peer{broker: net})
	}
	stop := make(chan struct{})
	for _, a := range net.nodes {
		for _, b := range net.nodes {
			if a == b {
				continue
			}
			q := make(chan func(), 10_000)
			net.queue[[2]*peer{a, b}] = q
			net.ended.Go(func() {
				for {
					select {
					case f := <-q:
						f()
					case <-stop:
						return
					}
				}
			})
		}
	}
	t.Cleanup(func() { close(stop); net.ended.Wait() })
	nodes := make([]*world, n)
	for i := range nodes {
		service := first
		if i > 0 {
			service = first.Beside()
		}
		nodes[i] = newWorldOn(t, service, realtime.Config{Peers: net.nodes[i], Node: fmt.Sprint("node", i), Sweep: sweeper})
		service.Publish(sweeper.noting(nodes[i].rt))
		nodes[i].rt.Reaches(true)
	}
	return net, nodes
}

// logSweeper answers everything that was committed, each time.
type logSweeper struct {
	store chat.Store
	mu    sync.Mutex
	rooms map[chat.RoomID]chat.News // guarded by mu
}

// noting notes what is published before anybody is told.
func (s *logSweeper) noting(p chat.Publisher) chat.Publisher { return &notingPublisher{p, s} }

type notingPublisher struct {
	chat.Publisher
	s *logSweeper
}

func (p *notingPublisher) Committed(changes []chat.Change) {
	p.s.mu.Lock()
	for _, c := range changes {
		if p.s.rooms == nil {
			p.s.rooms = map[chat.RoomID]chat.News{}
		}
		n := p.s.rooms[c.Room.ID]
		if c.Message.Version > n.Version {
			n = chat.News{Room: c.Room.ID, Version: c.Message.Version, Members: append(n.Members, c.Members...)}
			p.s.rooms[c.Room.ID] = n
		}
	}
	p.s.mu.Unlock()
	p.Publisher.Committed(changes)
}

func (s *logSweeper) Sweep(context.Context, time.Time) (news []chat.News, until time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.rooms {
		news = append(news, n)
	}
	return news, time.Now(), nil
}

// reads is what a socket of a room has been told: every version, whichever way it came.
type reads struct {
	w    *world
	s    *sockettest.Socket
	have chat.Version
	text map[chat.Version]string
}

func reading(w *world, u chat.User, room chat.RoomID) *reads {
	s := w.connect(u, "/rooms/"+string(room), nil)
	r := &reads{w: w, s: s, text: map[chat.Version]string{}}
	r.until(func() bool { return r.have > 0 })
	return r
}

// until takes events until done; each has to continue what is there.
func (r *reads) until(done func() bool) {
	r.w.t.Helper()
	for !done() {
		e, err := r.s.Next(r.w.ctx)
		if err != nil {
			r.w.t.Fatalf("up to version %d: %v", r.have, err)
		}
		switch e.Name {
		case "sync":
			var p protocol.Sync
			r.decode(e, &p)
			if p.Since > r.have {
				r.w.t.Fatalf("a sync from %d while %d is held", p.Since, r.have)
			}
			for _, m := range p.Messages {
				r.text[m.Version] = m.Content
			}
			r.have = max(r.have, p.Version)
		case "receive_message", "message_updated":
			var p protocol.ReceiveMessage
			r.decode(e, &p)
			if p.Message.Version > r.have+1 {
				r.w.t.Fatalf("version %d follows %d", p.Message.Version, r.have)
			}
			r.text[p.Message.Version] = p.Message.Content
			r.have = max(r.have, p.Message.Version)
		}
	}
}

func (r *reads) decode(e sockettest.Event, to any) {
	if err := e.Decode(to); err != nil {
		r.w.t.Fatal(err)
	}
}

// TestClusterOrder: three nodes write to one room at once; a socket of each is told everything, in order and without holes.
func TestClusterOrder(t *testing.T) {
	_, nodes := cluster(t, 3)
	anna, ben := nodes[0].chat.Person("anna"), nodes[0].chat.Person("ben")
	room := nodes[0].chat.Room(chat.Public, anna, ben)
	writeAll(t, nodes, anna, room, 40)
}

// TestClusterLosses: the same while every third of what nodes tell each other is lost, the last message included.
func TestClusterLosses(t *testing.T) {
	net, nodes := cluster(t, 3)
	anna, ben := nodes[0].chat.Person("anna"), nodes[0].chat.Person("ben")
	room := nodes[0].chat.Room(chat.Public, anna, ben)
	dice := rand.New(rand.NewPCG(1, 2))
	net.losing(func(_ *peer, event string) bool { return event == "change" && dice.IntN(3) == 0 })
	writeAll(t, nodes, anna, room, 40)
}

func writeAll(t *testing.T, nodes []*world, anna chat.User, room chat.RoomID, each int) {
	t.Helper()
	readers := make([]*reads, len(nodes))
	for i, w := range nodes {
		readers[i] = reading(w, anna, room)
	}
	var all sync.WaitGroup
	for i, w := range nodes {
		all.Go(func() {
			for k := range each {
				if _, err := w.chat.Send(anna, chat.NewMessage{Room: room, Content: fmt.Sprintf("%d of node %d", k, i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	last := chat.Version(1 + len(nodes)*each)
	for _, r := range readers {
		go r.w.rt.SweepNow()
		r.until(func() bool { return r.have == last })
		if len(r.text) != int(last) {
			t.Errorf("%d versions were told, want %d", len(r.text), last)
		}
	}
}

// TestClusterHole: a change that got lost is noticed by the next one, and read.
func TestClusterHole(t *testing.T) {
	net, nodes := cluster(t, 2)
	anna := nodes[0].chat.Person("anna")
	room := nodes[0].chat.Room(chat.Public, anna)
	r := reading(nodes[1], anna, room)
	net.losing(func(_ *peer, event string) bool { return event == "change" })
	for range 3 {
		nodes[0].chat.MustSend(anna, room, "lost")
	}
	net.losing(nil)
	nodes[0].chat.MustSend(anna, room, "heard")
	r.until(func() bool { return r.have == 5 })
	if len(r.text) != 5 || r.text[5] != "heard" {
		t.Errorf("told were %v", r.text)
	}
}

// TestClusterRemoval: who is removed at one node is put out at all of them, and hears nothing that came later.
func TestClusterRemoval(t *testing.T) {
	for _, lost := range []bool{false, true} {
		t.Run(fmt.Sprint("lost ", lost), func(t *testing.T) {
			net, nodes := cluster(t, 2)
			here, there := nodes[0], nodes[1]
			anna, ben := here.chat.Person("anna"), here.chat.Person("ben")
			room := here.chat.Room(chat.Private, anna, ben)
			list, in := there.session(ben), there.enter(ben, room)
			net.losing(func(_ *peer, event string) bool { return lost && event == "change" })
			if err := here.chat.RemoveMember(here.ctx, anna.ID, room, ben.ID, ""); err != nil {
				t.Fatal(err)
			}
			here.chat.MustSend(anna, room, "behind his back")
			if lost {
				there.rt.SweepNow()
			}
			if e := await[protocol.RoomRemoved](there, list, "room_removed"); e.RoomID != room || e.Version < 2 {
				t.Errorf("room_removed %+v", e)
			}
			for {
				e, err := in.Next(there.ctx)
				if err != nil {
					break // put out
				}
				if e.Name == "receive_message" || e.Name == "sync" {
					t.Errorf("he is told %s %s", e.Name, e.Args)
				}
			}
			if there.ctx.Err() != nil {
				t.Error("he is not put out")
			}
		})
	}
}

// TestClusterAdded: who is added at one node hears of it at another, also when the message about it got lost.
func TestClusterAdded(t *testing.T) {
	for _, lost := range []bool{false, true} {
		t.Run(fmt.Sprint("lost ", lost), func(t *testing.T) {
			net, nodes := cluster(t, 2)
			here, there := nodes[0], nodes[1]
			anna, ben := here.chat.Person("anna"), here.chat.Person("ben")
			room := here.chat.Room(chat.Private, anna)
			list := there.session(ben)
			net.losing(func(_ *peer, event string) bool { return lost && event == "change" })
			if _, _, err := here.chat.AddMember(here.ctx, anna.ID, room, ben.ID, chat.RoleMember, ""); err != nil {
				t.Fatal(err)
			}
			if lost {
				here.chat.MustSend(anna, room, "unheard")
				there.rt.SweepNow()
			}
			if e := await[protocol.RoomAdded](there, list, "room_added"); e.Room.ID != room {
				t.Errorf("room_added %+v", e)
			}
			net.losing(nil)
			here.chat.MustSend(anna, room, "welcome")
			for unread := 0; unread == 0; { // the line by which he came counts for nothing
				e := await[protocol.RoomActivity](there, list, "room_activity")
				if e.RoomID != room || e.UnreadCount == nil {
					t.Fatalf("room_activity %+v", e)
				}
				unread = *e.UnreadCount
			}
		})
	}
}

// TestClusterPeople: presence, typing, reads, profiles and ended sessions are told across nodes.
func TestClusterPeople(t *testing.T) {
	_, nodes := cluster(t, 2)
	here, there := nodes[0], nodes[1]
	anna, ben := here.chat.Person("anna"), here.chat.Person("ben")
	room := here.chat.Room(chat.Private, anna, ben)
	list, in := here.session(anna), here.enter(anna, room)
	show := protocol.PresenceSubscribe{UserIDs: []chat.UserID{ben.ID}}
	if a, _ := call[protocol.PresenceAnswer](here, list, "presence_subscribe", show); a.Users[ben.ID] != protocol.Offline {
		t.Errorf("at first: %v", a.Users)
	}

	device := there.io.Client(t)
	other := there.join(device, ben, "/", nil)
	await[protocol.Session](there, other, "session")
	if e := await[protocol.UserConnected](here, in, "user_connected"); e.UserID != ben.ID {
		t.Errorf("user_connected %+v", e)
	}
	if e := await[protocol.PresenceEvent](here, list, "presence"); e.Users[ben.ID] != protocol.Online {
		t.Errorf("presence %v", e.Users)
	}
	if _, code := call[protocol.Empty](there, other, "set_status", protocol.SetStatus{Status: protocol.Away}); code != "" {
		t.Fatal(code)
	}
	if e := await[protocol.PresenceEvent](here, list, "presence"); e.Users[ben.ID] != protocol.Away {
		t.Errorf("presence %v", e.Users)
	}

	far := there.join(device, ben, "/rooms/"+string(room), nil)
	if e := await[protocol.Sync](there, far, "sync"); len(e.Online) != 2 {
		t.Errorf("online are %v", e.Online)
	}
	if err := far.Emit("typing", protocol.TypingRequest{RoomID: room}); err != nil {
		t.Fatal(err)
	}
	if e := await[protocol.Typing](here, in, "typing"); e.UserID != ben.ID || !e.Typing {
		t.Errorf("typing %+v", e)
	}
	here.chat.MustSend(anna, room, "read this")
	if _, err := there.chat.Read(ben, room, 2, false); err != nil {
		t.Fatal(err)
	}
	if e := await[protocol.Read](here, in, "read"); e.UserID != ben.ID || e.Seq != 2 {
		t.Errorf("read %+v", e)
	}
	if _, err := there.chat.SetDisplayName(there.ctx, ben.ID, "Benedict"); err != nil {
		t.Fatal(err)
	}
	if e := await[protocol.UserUpdated](here, list, "user_updated"); e.User.DisplayName != "Benedict" {
		t.Errorf("user_updated %+v", e)
	}
	if u, err := here.chat.User(here.ctx, ben.ID); err != nil || u.DisplayName != "Benedict" {
		t.Errorf("the other node knows %+v, %v", u, err)
	}

	here.rt.SessionsEnded(ben.ID, []chat.SessionID{"s1"}, auth.Revoked)
	if e := await[protocol.SessionEnded](there, other, "session_ended"); e.Reason != protocol.EndRevoked {
		t.Errorf("session_ended %+v", e)
	}
	there.passUntil(func() bool { _, people := there.rt.Connections(); return people == 1 })
	if e := await[protocol.UserDisconnected](here, in, "user_disconnected"); e.UserID != ben.ID {
		t.Errorf("user_disconnected %+v", e)
	}
	if e := await[protocol.PresenceEvent](here, list, "presence"); e.Users[ben.ID] != protocol.Offline {
		t.Errorf("presence %v", e.Users)
	}
}
