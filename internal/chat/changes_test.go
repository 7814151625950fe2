package chat_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

func edit(c *testkit.Chat, who chat.User, in chat.EditedMessage) (chat.Changed, error) {
	return answer(func(done func(chat.Changed, error)) { c.EditMessage(context.Background(), who.ID, in, done) })
}

func remove(c *testkit.Chat, who chat.User, room chat.RoomID, id chat.MessageID, op string) (chat.Changed, error) {
	return answer(func(done func(chat.Changed, error)) {
		c.DeleteMessage(context.Background(), who.ID, room, id, op, done)
	})
}

func answer[T any](ask func(done func(T, error))) (T, error) {
	type result struct {
		value T
		err   error
	}
	ch := make(chan result, 1)
	ask(func(v T, err error) { ch <- result{v, err} })
	r := <-ch
	return r.value, r.err
}

// role gives a member another role.
func role(t *testing.T, c *testkit.Chat, owner chat.User, room chat.RoomID, who chat.User, is chat.Role) {
	t.Helper()
	if _, err := c.SetRole(context.Background(), owner.ID, room, who.ID, is, ""); err != nil {
		t.Fatal(err)
	}
}

func TestEdit(t *testing.T) {
	c := testkit.NewChat(t)
	anna, ben, carl := c.Person("anna"), c.Person("ben"), c.Person("carl")
	room := c.Room(chat.Private, anna, ben, carl)
	first := c.MustSend(anna, room, "hello @ben")

	got, err := edit(c, anna, chat.EditedMessage{Room: room, Message: first.ID, Content: "hello\r\n@carl", OpID: "e1"})
	m := got.Message
	if err != nil || got.Duplicate || m.Content != "hello\n@carl" || m.Revision != 1 || m.Version != 3 || m.Seq != first.Seq || m.EditedAt.IsZero() {
		t.Fatalf("an edit: %+v, %v", got, err)
	}
	if !slices.Equal(m.Mentions, []chat.UserID{carl.ID}) {
		t.Errorf("after the edit it mentions %v, want carl", m.Mentions)
	}
	for who, want := range map[chat.UserID]int{ben.ID: 0, carl.ID: 1} {
		if n, err := c.Counters(context.Background(), room, who); err != nil || n.Unread != 1 || n.Mentions != want {
			t.Errorf("counted after the edit: %+v, %v; want %d mentions", n, err, want)
		}
	}
	change := c.Published(room)[2]
	if change.Created || change.Message.Content != m.Content || !slices.Equal(change.Unmentioned, []chat.UserID{ben.ID}) {
		t.Errorf("published: %+v", change)
	}

	// The second one moves the text on; the first one again gets the message as it is now, and nothing is published.
	if _, err := edit(c, anna, chat.EditedMessage{Room: room, Message: first.ID, Content: "third", BaseRevision: 1}); err != nil {
		t.Fatal(err)
	}
	again, err := edit(c, anna, chat.EditedMessage{Room: room, Message: first.ID, Content: "hello\r\n@carl", OpID: "e1"})
	if err != nil || !again.Duplicate || again.Message.Content != "third" || again.Message.Revision != 2 {
		t.Errorf("the first edit again: %+v, %v", again, err)
	}
	same, err := edit(c, anna, chat.EditedMessage{Room: room, Message: first.ID, Content: "third", BaseRevision: 0})
	if err != nil || same.Duplicate || same.Message.Version != 4 {
		t.Errorf("the text that stands there, on an old revision: %+v, %v; want nothing to do", same, err)
	}
	if n := len(c.Published(room)); n != 4 {
		t.Errorf("%d changes were published, want 4", n)
	}

	_, err = edit(c, anna, chat.EditedMessage{Room: room, Message: first.ID, Content: "fourth", BaseRevision: 1})
	var e *chat.Error
	if !errors.As(err, &e) || e.Code != chat.CodeEditConflict {
		t.Fatalf("based on an old revision: %v", err)
	}
	if newer, ok := e.Details.(chat.Message); !ok || newer.Content != "third" || newer.Revision != 2 {
		t.Errorf("the conflict's details are %+v", e.Details)
	}
}

func TestEditRefused(t *testing.T) {
	c := testkit.NewChat(t)
	anna, ben, stranger := c.Person("anna"), c.Person("ben"), c.Person("stranger")
	room, other := c.Room(chat.Private, anna, ben), c.Room(chat.Private, anna)
	sent := c.MustSend(ben, room, "text")
	gone := c.MustSend(ben, room, "gone")
	elsewhere := c.MustSend(anna, other, "elsewhere")
	if _, err := remove(c, ben, room, gone.ID, ""); err != nil {
		t.Fatal(err)
	}
	system := c.Published(room)[0].Message.ID
	if _, err := edit(c, ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: "taken", OpID: "taken"}); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]struct {
		who  chat.User
		in   chat.EditedMessage
		want chat.Code
	}{
		"somebody else's, also by an owner":       {anna, chat.EditedMessage{Room: room, Message: sent.ID, Content: "x"}, chat.CodeForbidden},
		"a stranger":                              {stranger, chat.EditedMessage{Room: room, Message: sent.ID, Content: "x"}, chat.CodeForbidden},
		"a stranger, no such message":             {stranger, chat.EditedMessage{Room: room, Message: "none", Content: "x"}, chat.CodeForbidden},
		"a line of the room":                      {anna, chat.EditedMessage{Room: room, Message: system, Content: "x"}, chat.CodeForbidden},
		"deleted":                                 {ben, chat.EditedMessage{Room: room, Message: gone.ID, Content: "x", BaseRevision: 7}, chat.CodeConflict},
		"somebody else's deleted: no right first": {anna, chat.EditedMessage{Room: room, Message: gone.ID, Content: "x"}, chat.CodeForbidden},
		"another room's":                          {anna, chat.EditedMessage{Room: room, Message: elsewhere.ID, Content: "x"}, chat.CodeNotFound},
		"none":                                    {ben, chat.EditedMessage{Room: room, Message: "none", Content: "x"}, chat.CodeNotFound},
		"no such room":                            {ben, chat.EditedMessage{Room: chat.RoomID(testkit.NewID()), Message: sent.ID, Content: "x"}, chat.CodeNotFound},
		"blank":                                   {ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: " \u200b"}, chat.CodeInvalid},
		"too long":                                {ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: strings.Repeat("ä", 8001)}, chat.CodeTooLarge},
		"a negative revision":                     {ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: "x", BaseRevision: -1}, chat.CodeInvalid},
		"a bad opId":                              {ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: "x", OpID: "s:1"}, chat.CodeInvalid},
		"an opId used for other text":             {ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: "x", OpID: "taken"}, chat.CodeClientIDReused},
		"an opId used on another revision":        {ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: "taken", BaseRevision: 1, OpID: "taken"}, chat.CodeClientIDReused},
		"an opId used for a send":                 {ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: "text", OpID: sent.ClientID}, chat.CodeClientIDReused},
	} {
		if _, err := edit(c, s.who, s.in); code(err) != s.want {
			t.Errorf("%s: %v, want %s", name, err, s.want)
		}
	}
	// One space for the ids of sends and of changes.
	if _, err := c.Send(ben, chat.NewMessage{Room: room, Content: "taken", ClientID: "taken"}); code(err) != chat.CodeClientIDReused {
		t.Errorf("a send under the id of an edit: %v", err)
	}
	role(t, c, anna, room, ben, chat.Reader)
	if _, err := edit(c, ben, chat.EditedMessage{Room: room, Message: sent.ID, Content: "x", BaseRevision: 1}); code(err) != chat.CodeForbidden {
		t.Errorf("a reader edits what they wrote before: %v", err)
	}
	if _, err := remove(c, ben, room, sent.ID, ""); code(err) != chat.CodeForbidden {
		t.Errorf("a reader deletes what they wrote before: %v", err)
	}
}

func TestDelete(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna, ben, carl := c.Person("anna"), c.Person("ben"), c.Person("carl")
	room := c.Room(chat.Private, anna, ben, carl)
	sent := c.MustSend(ben, room, "secret @carl")
	reply, err := c.Send(carl, chat.NewMessage{Room: room, Content: "why?", ReplyTo: sent.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := react(c, carl, room, sent.ID, "👍", true); err != nil {
		t.Fatal(err)
	}
	if _, err := remove(c, carl, room, sent.ID, "d0"); code(err) != chat.CodeForbidden {
		t.Errorf("a member deletes somebody else's message: %v", err)
	}
	got, err := remove(c, ben, room, sent.ID, "d1")
	m := got.Message
	if err != nil || m.DeletedAt.IsZero() || m.Content != "" || len(m.Reactions) > 0 || len(m.Mentions) > 0 || m.Seq != sent.Seq || m.Sender != ben.ID {
		t.Fatalf("deleted: %+v, %v", m, err)
	}
	if n, err := c.Counters(ctx, room, carl.ID); err != nil || n.Unread != 0 || n.Mentions != 0 {
		t.Errorf("counted after the deletion: %+v, %v", n, err)
	}
	if again, err := remove(c, ben, room, sent.ID, "d1"); err != nil || !again.Duplicate || again.Message.Version != m.Version {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if again, err := remove(c, ben, room, sent.ID, "d2"); err != nil || again.Duplicate || again.Message.Version != m.Version {
		t.Errorf("deleted once more: %+v, %v; want nothing to do", again, err)
	}
	if _, err := react(c, carl, room, sent.ID, "👍", true); code(err) != chat.CodeConflict {
		t.Errorf("a reaction to a deleted message: %v", err)
	}
	h, err := c.Messages(ctx, carl.ID, room, chat.Window{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range h.Messages {
		if m.ID == reply.ID && (m.ReplyTo == nil || m.ReplyTo.Excerpt != "" || m.ReplyTo.DeletedAt.IsZero()) {
			t.Errorf("the reply quotes %+v after the deletion", m.ReplyTo)
		}
	}

	// A moderator may delete anybody's; nobody the room's own lines.
	role(t, c, anna, room, ben, chat.Moderator)
	hers := c.MustSend(anna, room, "mine")
	if _, err := remove(c, ben, room, hers.ID, ""); err != nil {
		t.Errorf("a moderator deletes: %v", err)
	}
	if _, err := remove(c, anna, room, c.Published(room)[0].Message.ID, ""); code(err) != chat.CodeForbidden {
		t.Errorf("a line of the room is deleted: %v", err)
	}

	direct, _, err := c.OpenDirect(ctx, anna.ID, carl.ID)
	if err != nil {
		t.Fatal(err)
	}
	said := c.MustSend(carl, direct.ID, "between us")
	if _, err := remove(c, anna, direct.ID, said.ID, ""); code(err) != chat.CodeForbidden {
		t.Errorf("the other one's message in a direct room is deleted: %v", err)
	}
	if _, err := remove(c, carl, direct.ID, said.ID, ""); err != nil {
		t.Errorf("one's own in a direct room: %v", err)
	}
}

// TestChangeRepeatedAfterRemoval: a repetition is answered with the message as it is now, and that is not for who is out of the room.
func TestChangeRepeatedAfterRemoval(t *testing.T) {
	c := testkit.NewChat(t)
	anna, ben := c.Person("anna"), c.Person("ben")
	room := c.Room(chat.Private, anna, ben)
	sent := c.MustSend(ben, room, "one")
	in := chat.EditedMessage{Room: room, Message: sent.ID, Content: "two", OpID: "e1"}
	if _, err := edit(c, ben, in); err != nil {
		t.Fatal(err)
	}
	if err := c.Leave(context.Background(), ben.ID, room, ""); err != nil {
		t.Fatal(err)
	}
	if got, err := edit(c, ben, in); code(err) != chat.CodeNotFound || got.Message.Content != "" {
		t.Errorf("repeated after leaving: %+v, %v", got, err)
	}
}

// TestTwoEdit: of two edits based on the same revision one wins, and the other is told; whatever the order.
func TestTwoEdit(t *testing.T) {
	c := testkit.NewChat(t)
	anna := c.Person("anna")
	room := c.Room(chat.Private, anna)
	for range 20 {
		sent := c.MustSend(anna, room, "text")
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, text := range []string{"left", "right"} {
			wg.Go(func() {
				_, errs[i] = edit(c, anna, chat.EditedMessage{Room: room, Message: sent.ID, Content: text})
			})
		}
		wg.Wait()
		won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
		if won < 0 || code(errs[1-won]) != chat.CodeEditConflict {
			t.Fatalf("two edits at once: %v", errs)
		}
	}
}
