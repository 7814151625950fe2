package chat_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/testkit"
)

// TestCountersAfter: what is carried on from change to change equals a recount, whatever happens in the room.
func TestCountersAfter(t *testing.T) {
	c := testkit.NewChat(t)
	ctx := context.Background()
	people := []chat.User{c.Person("anna"), c.Person("ben"), c.Person("carl")}
	rapid.Check(t, func(r *rapid.T) {
		room := c.Room(chat.Public, people[0], people[1:]...)
		me := people[1]
		counted, err := c.Counters(ctx, room, me.ID)
		if err != nil {
			r.Fatal(err)
		}
		recounts := 0
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			before := len(c.Published(room))
			switch who := rapid.SampledFrom(people).Draw(r, "who"); rapid.IntRange(0, 7).Draw(r, "what") {
			case 0:
				c.MustSend(who, room, "to @ben")
			case 1, 2:
				c.MustSend(who, room, "to all")
			case 3:
				if _, err := c.SetRole(ctx, people[0].ID, room, people[2].ID, rapid.SampledFrom([]chat.Role{chat.Guest, chat.RoleMember}).Draw(r, "role"), ""); err != nil {
					r.Fatal(err)
				}
			case 4:
				if _, err := c.Read(me, room, chat.Seq(rapid.IntRange(1, 12).Draw(r, "seq")), rapid.Bool().Draw(r, "back")); err != nil {
					r.Fatal(err)
				}
				counted, recounts = chat.Counters{}, recounts+1
			case 5, 6, 7:
				alter(r, c, room)
			}
			for _, ch := range c.Published(room)[before:] {
				next, known := counted.After(&ch, me.ID)
				if !known && len(ch.Reacted) > 0 && counted.Version > 0 {
					r.Fatal("counted anew for a reaction")
				}
				if !known {
					if next, err = c.Counters(ctx, room, me.ID); err != nil {
						r.Fatal(err)
					}
				}
				counted = next
			}
			want, err := c.Counters(ctx, room, me.ID)
			if err != nil {
				r.Fatal(err)
			}
			if counted.Version == 0 {
				counted = want
			}
			if counted != want {
				r.Fatalf("carried on: %+v, counted: %+v", counted, want)
			}
		}
	})
}

// alter edits, deletes or reacts to some message of the room; that the room's lines and deleted messages refuse it is no matter.
func alter(r *rapid.T, c *testkit.Chat, room chat.RoomID) {
	changes := c.Published(room)
	m := changes[rapid.IntRange(0, len(changes)-1).Draw(r, "which")].Message
	sender := chat.User{ID: m.Sender}
	var err error
	switch rapid.SampledFrom([]string{"mention", "unmention", "delete", "react"}).Draw(r, "how") {
	case "mention":
		_, err = edit(c, sender, chat.EditedMessage{Room: room, Message: m.ID, Content: "now to @ben", BaseRevision: m.Revision})
	case "unmention":
		_, err = edit(c, sender, chat.EditedMessage{Room: room, Message: m.ID, Content: "to nobody", BaseRevision: m.Revision})
	case "delete":
		_, err = remove(c, sender, room, m.ID, "")
	case "react":
		_, err = react(c, sender, room, m.ID, "👍", rapid.Bool().Draw(r, "on"))
	}
	switch code(err) {
	case "", chat.CodeForbidden, chat.CodeConflict, chat.CodeEditConflict:
	default:
		r.Fatal(err)
	}
}
