package chat_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

func TestSend(t *testing.T) {
	c := testkit.NewChat(t)
	anna, ben := c.Person("anna"), c.Person("ben")
	room := c.Room(chat.Private, anna)

	first, err := c.Send(anna, chat.NewMessage{Room: room, Content: "hello\r\nworld", ClientID: "one"})
	if err != nil || first.Seq != 2 || first.Version != 2 || first.Duplicate {
		t.Fatalf("the first send: %+v, %v", first, err)
	}
	again, err := c.Send(anna, chat.NewMessage{Room: room, Content: "hello\r\nworld", ClientID: "one"})
	if err != nil || !again.Duplicate || again.ID != first.ID || again.Seq != first.Seq || !again.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("the same again: %+v, %v; want the first result", again, err)
	}
	h, err := c.Messages(context.Background(), anna.ID, room, chat.Window{Limit: 10})
	if err != nil || len(h.Messages) != 2 || h.Messages[1].Content != "hello\nworld" {
		t.Errorf("the history is %+v, %v; line breaks are LF", h.Messages, err)
	}
	if n := len(c.Published(room)); n != 2 {
		t.Errorf("%d changes were published, want 2: a repetition is none", n)
	}

	for name, s := range map[string]struct {
		from chat.User
		in   chat.NewMessage
		want chat.Code
	}{
		"other text under the id":  {anna, chat.NewMessage{Room: room, Content: "other", ClientID: "one"}, chat.CodeClientIDReused},
		"LF where it was CRLF":     {anna, chat.NewMessage{Room: room, Content: "hello\nworld", ClientID: "one"}, chat.CodeClientIDReused},
		"the id of somebody else":  {ben, chat.NewMessage{Room: room, Content: "hello", ClientID: "one"}, chat.CodeForbidden},
		"stranger":                 {ben, chat.NewMessage{Room: room, Content: "hello"}, chat.CodeForbidden},
		"no such room":             {anna, chat.NewMessage{Room: chat.RoomID(testkit.NewID()), Content: "hello"}, chat.CodeNotFound},
		"blank":                    {anna, chat.NewMessage{Room: room, Content: " \n\u200b\t"}, chat.CodeInvalid},
		"empty":                    {anna, chat.NewMessage{Room: room}, chat.CodeInvalid},
		"U+0000":                   {anna, chat.NewMessage{Room: room, Content: "a\x00b"}, chat.CodeInvalid},
		"8,001 code points":        {anna, chat.NewMessage{Room: room, Content: strings.Repeat("ä", 8001)}, chat.CodeTooLarge},
		"id with a colon":          {anna, chat.NewMessage{Room: room, Content: "x", ClientID: "s:1"}, chat.CodeInvalid},
		"id with a dot":            {anna, chat.NewMessage{Room: room, Content: "x", ClientID: "a.b"}, chat.CodeInvalid},
		"id of 65":                 {anna, chat.NewMessage{Room: room, Content: "x", ClientID: strings.Repeat("a", 65)}, chat.CodeInvalid},
		"reply to nothing of here": {anna, chat.NewMessage{Room: room, Content: "x", ReplyTo: chat.MessageID(testkit.NewID())}, chat.CodeInvalid},
	} {
		if _, err := c.Send(s.from, s.in); code(err) != s.want {
			t.Errorf("%s: %v, want %s", name, err, s.want)
		}
	}
	for _, ok := range []chat.NewMessage{
		{Room: room, Content: strings.Repeat("ä", 8000)},
		{Room: room, Content: strings.Repeat("a\r\n", 4000)},
		{Room: room, Content: "x", ClientID: "Az09_-" + strings.Repeat("a", 58)},
		{Room: room, Content: "a reply", ReplyTo: first.ID},
	} {
		if _, err := c.Send(anna, ok); err != nil {
			t.Errorf("%.20q: %v", ok.Content, err)
		}
	}
	last := c.Published(room)[len(c.Published(room))-1].Message
	if q := last.ReplyTo; q == nil || q.ID != first.ID || q.Seq != first.Seq || q.Excerpt != "hello world" || q.Sender != anna.ID {
		t.Errorf("the reply quotes %+v", q)
	}
}

// TestRepeatAfterLeaving: a repetition gets its first result whatever became of the membership, and of the room.
func TestRepeatAfterLeaving(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna, ben := c.Person("anna"), c.Person("ben")
	room := c.Room(chat.Public, anna, ben)
	in := chat.NewMessage{Room: room, Content: "mine", ClientID: "b1"}
	first, err := c.Send(ben, in)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Leave(ctx, ben.ID, room, "k1"); err != nil {
		t.Fatal(err)
	}
	if again, err := c.Send(ben, in); err != nil || !again.Duplicate || again.ID != first.ID {
		t.Errorf("after leaving: %+v, %v", again, err)
	}
	if err := c.Leave(ctx, ben.ID, room, "k1"); err != nil {
		t.Errorf("leaving again under the same key: %v", err)
	}
	if err := c.DeleteRoom(ctx, anna.ID, room, ""); err != nil {
		t.Fatal(err)
	}
	if again, err := c.Send(ben, in); err != nil || !again.Duplicate || again.ID != first.ID {
		t.Errorf("after the room was deleted: %+v, %v", again, err)
	}
	if _, err := c.Send(anna, chat.NewMessage{Room: room, Content: "new"}); code(err) != chat.CodeNotFound {
		t.Errorf("a new message to a deleted room: %v", err)
	}
	sent, err := c.SentStatus(ctx, ben.ID, []string{"b1", "b2"})
	if err != nil || len(sent) != 1 || sent[0].ID != first.ID || sent[0].Room != room {
		t.Errorf("what ben sent: %+v, %v", sent, err)
	}
	if sent, err := c.SentStatus(ctx, anna.ID, []string{"b1"}); err != nil || len(sent) > 0 {
		t.Errorf("anna is told of ben's sends: %+v, %v", sent, err)
	}
}

func TestMentions(t *testing.T) {
	c := testkit.NewChat(t)
	anna, ben, bendot, carl := c.Person("anna"), c.Person("ben"), c.Person("ben.x"), c.Person("carl")
	room := c.Room(chat.Private, anna, ben, bendot)
	for text, want := range map[string][]chat.UserID{
		"@ben hi":                          {ben.ID},
		"hi @BEN, how are you":             {ben.ID},
		"(@ben.)":                          {ben.ID},
		"@ben.x":                           {bendot.ID},
		"@ben.x.":                          {bendot.ID},
		"@ben-_. and @ben and @anna":       {ben.ID, anna.ID},
		"write to mail@ben":                nil,
		"@carl is no member":               nil,
		"@nobody":                          nil,
		"@benx":                            nil,
		"@":                                nil,
		"@@ben":                            {ben.ID},
		strings.Repeat("@ben.x @ben ", 90): {bendot.ID, ben.ID},
	} {
		c.MustSend(anna, room, text)
		all := c.Published(room)
		if got := all[len(all)-1].Message.Mentions; !slices.Equal(got, want) {
			t.Errorf("%.30q mentions %v, want %v", text, got, want)
		}
	}
	_ = carl
}

// TestCatchUp: parts, resets, and what each says (protocol 2.2, sync).
func TestCatchUp(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	anna := c.Person("anna")
	room := c.Room(chat.Private, anna)
	for i := range 260 {
		c.MustSend(anna, room, fmt.Sprint("m", i))
	}
	epoch := c.Epoch()

	for name, in := range map[string]struct {
		since chat.Version
		epoch string
	}{"nothing held": {0, epoch}, "another epoch": {200, "other"}, "beyond the room": {262, epoch}} {
		p, err := c.CatchUp(ctx, room, in.since, in.epoch)
		if err != nil || !p.Reset || p.More || p.Since != 0 || p.Version != 261 || len(p.Messages) != 50 || !p.HasBefore || p.Messages[49].Seq != 261 {
			t.Errorf("%s: %d messages up to %d, reset %t, before %t, %v", name, len(p.Messages), p.Version, p.Reset, p.HasBefore, err)
		}
	}

	p, err := c.CatchUp(ctx, room, 20, "")
	if err != nil || p.Reset || !p.More || p.Since != 20 || len(p.Messages) != 200 || p.Version != 220 {
		t.Fatalf("the first part: %d messages, %d to %d, more %t, %v", len(p.Messages), p.Since, p.Version, p.More, err)
	}
	p, err = c.CatchUp(ctx, room, p.Version, "")
	if err != nil || p.More || p.Since != 220 || p.Version != 261 || len(p.Messages) != 41 || p.Users[anna.ID].Username != "anna" {
		t.Errorf("the second part: %d messages, %d to %d, more %t, %v", len(p.Messages), p.Since, p.Version, p.More, err)
	}
	if p, err = c.CatchUp(ctx, room, 261, epoch); err != nil || p.Reset || p.More || p.Version != 261 || len(p.Messages) != 0 {
		t.Errorf("nothing missed: %+v, %v", p, err)
	}

	for range 260 {
		c.MustSend(anna, room, "more")
	}
	if p, err = c.CatchUp(ctx, room, 20, epoch); err != nil || !p.Reset {
		t.Errorf("501 changed messages: reset %t, %v", p.Reset, err)
	}
	if p, err = c.CatchUp(ctx, room, 21, epoch); err != nil || p.Reset {
		t.Errorf("500 changed messages: reset %t, %v", p.Reset, err)
	}

	big := strings.Repeat("x", 8000)
	for range 30 {
		c.MustSend(anna, room, big)
	}
	p, err = c.CatchUp(ctx, room, 0, epoch)
	if n := len(p.Messages); err != nil || n < 10 || n > 16 || !p.HasBefore || p.Messages[n-1].Seq != 551 {
		t.Errorf("a page that does not fit: %d messages, %v", n, err)
	}
}
