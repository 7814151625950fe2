package realtime_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/testkit"
	"github.com/loquat-chat/loquat/socketio/parser"
)

// maxFrame is the most bytes of a sync on the wire (protocol 2.2).
const maxFrame = 128 << 10

// canned is a store with one room of these messages, whose versions are their places.
type canned struct {
	chat.Store
	messages []chat.Message
	users    map[chat.UserID]chat.User
}

func (c *canned) Epoch() string { return testkit.NewID() }

func (c *canned) Room(context.Context, chat.RoomID) (chat.Room, error) {
	return chat.Room{Version: chat.Version(len(c.messages))}, nil
}

func (c *canned) CountChanged(_ context.Context, _ chat.RoomID, since chat.Version, limit int) (int, error) {
	return min(len(c.messages)-int(since), limit), nil
}

func (c *canned) Changes(_ context.Context, _ chat.RoomID, since chat.Version, limit, _ int) ([]chat.Message, chat.Version, bool, error) {
	to := min(int(since)+limit, len(c.messages))
	return c.messages[since:to], chat.Version(to), to < len(c.messages), nil
}

func (c *canned) Page(_ context.Context, _ chat.RoomID, w chat.Window) (chat.Page, error) {
	from := max(0, len(c.messages)-w.Limit)
	return chat.Page{Messages: c.messages[from:], Version: chat.Version(len(c.messages)), HasBefore: from > 0}, nil
}

func (c *canned) UsersByID(_ context.Context, ids []chat.UserID) ([]chat.User, error) {
	var out []chat.User
	for _, id := range ids {
		out = append(out, c.users[id])
	}
	return out, nil
}

// nasty draws a text of up to max code points, many of which grow when they are written as JSON.
func nasty(rt *rapid.T, most int) string {
	n := rapid.SampledFrom([]int{0, 1, most / 50, most / 2, most}).Draw(rt, "length")
	piece := rapid.SampledFrom([]string{"x", "\u2028", "\u2029", "\x01", `"`, `\`, "<", "&", "😀", "ä", "\xff", "\ufffd", "\n"})
	pieces := rapid.SliceOfN(piece, 1, 3).Draw(rt, "text")
	var b strings.Builder
	for i := range n {
		b.WriteString(pieces[i%len(pieces)])
	}
	return b.String()
}

// crowd are the ids of a thousand people.
var crowd = func() (ids []chat.UserID) {
	for range 1000 {
		ids = append(ids, chat.UserID(testkit.NewID()))
	}
	return ids
}()

func (c *canned) draw(rt *rapid.T) {
	ids := crowd[:rapid.SampledFrom([]int{1, 3, 30, 200, 1000}).Draw(rt, "people")]
	c.users = map[chat.UserID]chat.User{}
	name := nasty(rt, 64)
	for _, id := range ids {
		c.users[id] = chat.User{ID: id, Username: strings.Repeat("u", 32), DisplayName: name, Role: chat.ServerMember, CreatedAt: time.Now(), Rev: 1 << 40}
	}
	some := func(from, n int) []chat.UserID {
		var out []chat.UserID
		for i := range min(n, len(ids)) {
			out = append(out, ids[(from+i)%len(ids)])
		}
		return out
	}
	content, excerpt, value, emoji := nasty(rt, 8000), nasty(rt, 160), nasty(rt, 250), nasty(rt, 10)+"!"
	rich, reactors := rapid.IntRange(0, 3).Draw(rt, "rich"), rapid.SampledFrom([]int{1, 25}).Draw(rt, "reactors")
	c.messages = make([]chat.Message, rapid.SampledFrom([]int{1, 2, 60, 210}).Draw(rt, "messages"))
	for i := range c.messages {
		m := &c.messages[i]
		*m = chat.Message{
			ID: chat.MessageID(testkit.NewID()), Room: chat.RoomID(testkit.NewID()), Seq: chat.Seq(i + 1), Version: chat.Version(i + 1), Kind: chat.Text,
			Sender: ids[i%len(ids)], ClientID: strings.Repeat("c", 64), Content: content, CreatedAt: time.Now(), EditedAt: time.Now(), Revision: 1 << 30,
		}
		if rich > 0 {
			m.Mentions = some(i, 50)
			m.ReplyTo = &chat.Quote{ID: m.ID, Seq: m.Seq, Sender: m.Sender, Excerpt: excerpt, DeletedAt: time.Now()}
		}
		if rich > 1 && i%7 == 0 {
			m.Kind, m.Content, m.System = chat.System, "", &chat.SystemLine{Type: chat.RoomCreated, UserID: m.Sender, UserIDs: some(i, 200), Value: value}
		}
		for n := 0; rich > 2 && n < 50; n++ {
			m.Reactions = append(m.Reactions, chat.Reaction{Emoji: emoji, Users: some(n*20, reactors)})
		}
	}
}

// wire is a part as it goes out, with as many people online and read positions as a frame may have.
func wire(t interface{ Fatal(...any) }, room chat.RoomID, part chat.Catchup, viewer chat.UserID) []byte {
	before, count := true, 200
	out := protocol.Sync{
		RoomID: room, Epoch: strings.Repeat("e", 32), Since: part.Since, Version: part.Version, Messages: protocol.MessagesOf(part.Messages, viewer),
		Users: protocol.UsersOf(part.Users), Reset: part.Reset, More: part.More, HasBefore: &before, RulesVersion: 1 << 40, OnlineCount: &count,
		ReadSeqs: map[chat.UserID]chat.Seq{},
	}
	for i, id := range crowd[:count] {
		out.Online = append(out.Online, id)
		if i < 50 {
			out.ReadSeqs[id] = 1 << 60
		}
	}
	args, _, err := parser.EncodeArgs("sync", out)
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte("42/rooms/"+string(room)+","), args...)
}

// TestSyncFits: no part is larger than 128 KiB on the wire, whatever is in it. Parts were: U+2028 and U+2029 were weighed as the three bytes that
// they are and go out as six, the profiles beside the messages were not weighed at all, and reactions only by their ids.
func TestSyncFits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		store := &canned{}
		store.draw(rt)
		svc := chat.NewService(chat.Config{Store: store, NewID: testkit.NewID})
		defer svc.Close()
		room, viewer := chat.RoomID(testkit.NewID()), store.messages[0].Sender
		check := func(part chat.Catchup) {
			if n := len(wire(rt, room, part, viewer)); n > maxFrame {
				rt.Fatalf("%d messages with %d users are %d bytes", len(part.Messages), len(part.Users), n)
			}
			for _, id := range chat.PeopleIn(part.Messages) {
				if _, there := part.Users[id]; !there && len(part.Messages) > 1 {
					rt.Fatalf("a user is not beside the messages")
				}
			}
			if len(part.Users) == 0 {
				rt.Fatalf("not even the sender is there")
			}
		}
		latest, err := svc.CatchUp(context.Background(), room, 0, "")
		if err != nil || !latest.Reset || len(latest.Messages) == 0 || latest.Messages[len(latest.Messages)-1].Seq != chat.Seq(len(store.messages)) {
			rt.Fatalf("the latest page: %d messages, %v", len(latest.Messages), err)
		}
		check(latest)
		for since := chat.Version(1); int(since) < len(store.messages); {
			part, err := svc.CatchUp(context.Background(), room, since, "")
			if err != nil || part.Reset || part.Since != since || part.Version <= since || part.Version != part.Messages[len(part.Messages)-1].Version {
				rt.Fatalf("after %d: %+v, %v", since, part, err)
			}
			if part.More != (int(part.Version) < len(store.messages)) {
				rt.Fatalf("up to %d: more is %t", part.Version, part.More)
			}
			check(part)
			since = part.Version
		}
	})
}

// TestSyncFitsWell: the bound is no excuse for small parts. Ordinary messages go out 200 at once.
func TestSyncFitsWell(t *testing.T) {
	store := &canned{users: map[chat.UserID]chat.User{}}
	for i := range 201 {
		u := chat.User{ID: chat.UserID(testkit.NewID()), Username: fmt.Sprint("user", i%20), DisplayName: "Anna Beispiel"}
		store.users[u.ID] = u
		store.messages = append(store.messages, chat.Message{
			ID: chat.MessageID(testkit.NewID()), Version: chat.Version(i + 1), Sender: u.ID, Kind: chat.Text, ClientID: testkit.NewID(), Content: "Shall we meet at ten?",
		})
	}
	for i := range store.messages {
		store.messages[i].Sender = store.messages[i%20].Sender
	}
	svc := chat.NewService(chat.Config{Store: store, NewID: testkit.NewID})
	defer svc.Close()
	part, err := svc.CatchUp(context.Background(), chat.RoomID(testkit.NewID()), 1, "")
	if err != nil || len(part.Messages) != 200 || len(part.Users) != 20 {
		t.Errorf("%d messages with %d users, %v", len(part.Messages), len(part.Users), err)
	}
}
