package chat_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

func react(c *testkit.Chat, who chat.User, room chat.RoomID, id chat.MessageID, emoji string, on bool) (chat.Message, error) {
	return answer(func(done func(chat.Message, error)) { c.React(who.ID, room, id, emoji, on, done) })
}

func TestReact(t *testing.T) {
	c := testkit.NewChat(t)
	anna, ben, carl, stranger := c.Person("anna"), c.Person("ben"), c.Person("carl"), c.Person("stranger")
	room := c.Room(chat.Private, anna, ben, carl)
	role(t, c, anna, room, carl, chat.Reader)
	sent := c.MustSend(anna, room, "hello")

	type step struct {
		who   chat.User
		emoji string
		on    bool
		want  string
	}
	name := map[chat.UserID]string{anna.ID: "a", ben.ID: "b", carl.ID: "c"}
	for i, s := range []step{
		{ben, "👍", true, "👍b"},
		{ben, "👍", true, "👍b"},
		{carl, "👍", true, "👍bc"},
		{anna, "🎉", true, "👍bc 🎉a"},
		{ben, "👍", false, "👍c 🎉a"},
		{ben, "👍", false, "👍c 🎉a"},
		{carl, "👍", false, "🎉a"},
		{ben, "nothing", false, "🎉a"},
		{ben, "🏴󠁧󠁢󠁥󠁮󠁧󠁿", true, "🎉a 🏴󠁧󠁢󠁥󠁮󠁧󠁿b"},
	} {
		m, err := react(c, s.who, room, sent.ID, s.emoji, s.on)
		var got []string
		for _, r := range m.Reactions {
			text := r.Emoji
			for _, u := range r.Users {
				text += name[u]
			}
			got = append(got, text)
		}
		if err != nil || strings.Join(got, " ") != s.want {
			t.Errorf("step %d: %v, %v; want %s", i, got, err, s.want)
		}
	}
	var told []chat.Reacted
	for _, ch := range c.Published(room) {
		told = append(told, ch.Reacted...)
	}
	if len(told) != 6 || told[3] != (chat.Reacted{User: ben.ID, Emoji: "👍", On: false}) {
		t.Errorf("what was published as given and taken back: %v", told)
	}

	for name, s := range map[string]struct {
		who   chat.User
		id    chat.MessageID
		emoji string
		want  chat.Code
	}{
		"a stranger":        {stranger, sent.ID, "👍", chat.CodeForbidden},
		"no such message":   {ben, "none", "👍", chat.CodeNotFound},
		"a system line":     {ben, c.Published(room)[0].Message.ID, "👍", chat.CodeForbidden},
		"nothing":           {ben, sent.ID, "", chat.CodeInvalid},
		"nothing to see":    {ben, sent.ID, "\u200b", chat.CodeInvalid},
		"33 bytes":          {ben, sent.ID, strings.Repeat("x", 33), chat.CodeInvalid},
		"turns text around": {ben, sent.ID, "\u202e👍", chat.CodeInvalid},
		"two words":         {ben, sent.ID, "a b", chat.CodeInvalid},
		"no text":           {ben, sent.ID, "\xff", chat.CodeInvalid},
	} {
		if _, err := react(c, s.who, room, s.id, s.emoji, true); code(err) != s.want {
			t.Errorf("%s: %v, want %s", name, err, s.want)
		}
	}
}

// TestFiftyEmoji: fifty different ones fit; one more is refused, more people with one of the fifty are not.
func TestFiftyEmoji(t *testing.T) {
	c := testkit.NewChat(t)
	anna, ben := c.Person("anna"), c.Person("ben")
	room := c.Room(chat.Private, anna, ben)
	sent := c.MustSend(anna, room, "hello")
	var wg sync.WaitGroup
	errs := make([]error, 51)
	for i := range errs {
		wg.Go(func() { _, errs[i] = react(c, anna, room, sent.ID, fmt.Sprint("e", i), true) })
	}
	wg.Wait()
	refused := slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil })
	if len(refused) != 1 || code(refused[0]) != chat.CodeInvalid {
		t.Errorf("of 51 different ones were refused: %v", refused)
	}
	i := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	if m, err := react(c, ben, room, sent.ID, fmt.Sprint("e", i), true); err != nil || len(m.Reactions) != 50 {
		t.Errorf("one of the fifty by somebody else: %v", err)
	}
}

// oneRoom is a store with one message, which takes a while for a commit.
type oneRoom struct {
	chat.Store
	takes time.Duration

	mu      sync.Mutex
	members map[chat.UserID]chat.Member
	message chat.Message
	times   []time.Time // when each version was made
}

func (s *oneRoom) Commit(room chat.RoomID, ops []chat.Op, done func([]chat.Outcome)) {
	time.AfterFunc(s.takes, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		st := chat.State{Room: chat.Room{ID: room, Version: s.message.Version}, Members: s.members, Target: &s.message, Version: s.message.Version + 1}
		_, _ = ops[0].Apply(st) // more than once, as a store may
		c, err := ops[0].Apply(st)
		if err != nil {
			done([]chat.Outcome{{Status: chat.NothingToDo, Room: room}})
			return
		}
		c.Message.Version = st.Version
		s.message = c.Message
		s.times = append(s.times, time.Now())
		done([]chat.Outcome{{Status: chat.Committed, Room: room, Version: st.Version, Change: c}})
	})
}

// TestManyReactAtOnce: a thousand people react to one message within a second. Each is answered for themselves, all of them stand there in the end,
// and no two versions are closer together than a tenth of a second (mechanisms 4).
func TestManyReactAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &oneRoom{takes: 3 * time.Millisecond, members: map[chat.UserID]chat.Member{}, message: chat.Message{ID: "m", Version: 1}}
		c := chat.NewService(chat.Config{Store: s, NewID: testkit.NewID})
		member := func(i int) bool { return i%100 != 99 }
		for i := range 1000 {
			if user := chat.UserID(fmt.Sprint("u", i)); member(i) {
				s.members[user] = chat.Member{User: user, Role: chat.Reader}
			}
		}
		var wg sync.WaitGroup
		wg.Add(1000)
		for i := range 1000 {
			user := chat.UserID(fmt.Sprint("u", i))
			after := time.Duration(i) * time.Millisecond
			if i < 600 {
				after = 0 // more than one version takes
			}
			time.AfterFunc(after, func() {
				c.React(user, "r", "m", "👍", true, func(m chat.Message, err error) {
					defer wg.Done()
					switch {
					case !member(i):
						if code(err) != chat.CodeForbidden {
							t.Errorf("a stranger among the others: %v", err)
						}
					case err != nil || !slices.Contains(m.Reactions[0].Users, user):
						t.Errorf("%s is answered with %v, %v", user, m.Reactions, err)
					}
				})
			})
		}
		wg.Wait()
		c.Settle(context.Background())
		s.mu.Lock()
		if n := len(s.message.Reactions[0].Users); n != 990 {
			t.Errorf("%d people stand there, want 990", n)
		}
		if n := len(s.times); n < 5 || n > 12 {
			t.Errorf("%d versions in about a second", n)
		}
		for i, at := range s.times[1:] {
			if apart := at.Sub(s.times[i]); apart < 100*time.Millisecond {
				t.Errorf("versions are %v apart", apart)
			}
		}
		s.mu.Unlock()

		// What waits when the service is closed is stored first.
		_, _ = answer(func(done func(chat.Message, error)) { c.React("u0", "r", "m", "👍", false, done) })
		var last chat.Message
		wg.Add(1)
		c.React("u1", "r", "m", "👍", false, func(m chat.Message, err error) {
			defer wg.Done()
			if last = m; err != nil {
				t.Error(err)
			}
		})
		c.Close()
		wg.Wait()
		if n := len(last.Reactions[0].Users); n != 988 {
			t.Errorf("%d people stand there after closing, want 988", n)
		}
		if _, err := answer(func(done func(chat.Message, error)) { c.React("u2", "r", "m", "👍", false, done) }); code(err) != chat.CodeUnavailable {
			t.Errorf("a reaction after closing: %v", err)
		}
	})
}
