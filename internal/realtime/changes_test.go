package realtime_test

import (
	"slices"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/testkit"
)

// TestChanges: one edits, reacts and deletes; the other sees each change; an outsider sees nothing.
func TestChanges(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben, carl := w.chat.Person("anna"), w.chat.Person("ben"), w.chat.Person("carl")
	room, other := w.chat.Room(chat.Public, anna, ben), w.chat.Room(chat.Public, carl)
	mine, theirs, outsider := w.enter(anna, room), w.enter(ben, room), w.enter(carl, other)
	sent := w.chat.MustSend(anna, room, "hello")

	edited, code := call[protocol.MessageAnswer](w, mine, "edit_message", protocol.EditMessage{RoomID: room, MessageID: sent.ID, Content: "hello, Ben", OpID: "e1"})
	if code != "" || edited.Message.Content != "hello, Ben" || edited.Message.Revision != 1 || edited.Message.MyReactions == nil {
		t.Errorf("edit_message: %+v, %s", edited, code)
	}
	if e := await[protocol.MessageUpdated](w, theirs, "message_updated"); e.Message.Content != "hello, Ben" || e.Message.Version != 3 || e.Message.EditedAt == "" || e.Reacted != nil || e.Message.MyReactions != nil {
		t.Errorf("message_updated after an edit: %+v", e)
	}
	answer, code := call[protocol.ReactAnswer](w, theirs, "react", protocol.React{RoomID: room, MessageID: sent.ID, Emoji: "🍊", On: true})
	if code != "" || !slices.Equal(answer.Message.MyReactions, []string{"🍊"}) {
		t.Errorf("react: %+v, %s", answer, code)
	}
	await[protocol.MessageUpdated](w, mine, "message_updated")
	if e := await[protocol.MessageUpdated](w, mine, "message_updated"); len(e.Message.Reactions) != 1 || e.Message.Reactions[0].Count != 1 ||
		!slices.Equal(e.Reacted, []protocol.ReactionChange{{UserID: ben.ID, Emoji: "🍊", On: true}}) {
		t.Errorf("message_updated after a reaction: %+v", e)
	}
	deleted, code := call[protocol.MessageAnswer](w, mine, "delete_message", protocol.DeleteMessage{RoomID: room, MessageID: sent.ID, OpID: "d1"})
	if code != "" || deleted.Message.DeletedAt == "" || deleted.Message.Content != "" || deleted.Duplicate {
		t.Errorf("delete_message: %+v, %s", deleted, code)
	}
	await[protocol.MessageUpdated](w, theirs, "message_updated")
	if e := await[protocol.MessageUpdated](w, theirs, "message_updated"); e.Message.DeletedAt == "" || len(e.Message.Reactions) > 0 || e.Message.Version != 5 {
		t.Errorf("message_updated after a deletion: %+v", e)
	}
	if again, code := call[protocol.MessageAnswer](w, mine, "edit_message", protocol.EditMessage{RoomID: room, MessageID: sent.ID, Content: "hello, Ben", OpID: "e1"}); code != "" || !again.Duplicate || again.Message.DeletedAt == "" {
		t.Errorf("the edit again: %+v, %s", again, code)
	}
	w.chat.MustSend(carl, other, "nothing happened here")
	if e, err := outsider.Next(w.ctx); err != nil || e.Name != "receive_message" {
		t.Errorf("an outsider was told %s, %v", e.Name, err)
	}
	for event, in := range map[string]any{
		"edit_message":   protocol.EditMessage{RoomID: other, MessageID: sent.ID, Content: "x"},
		"delete_message": protocol.DeleteMessage{RoomID: other, MessageID: sent.ID},
		"react":          protocol.React{RoomID: chat.RoomID(testkit.NewID()), MessageID: sent.ID, Emoji: "x", On: true},
	} {
		if _, code := call[protocol.Empty](w, mine, event, in); code != chat.CodeInvalid {
			t.Errorf("%s for another room: %s", event, code)
		}
	}
}

// TestEditConflict: who edits an older revision is told the newer message.
func TestEditConflict(t *testing.T) {
	w := newWorld(t, nil)
	anna := w.chat.Person("anna")
	room := w.chat.Room(chat.Public, anna)
	tab := w.enter(anna, room)
	sent := w.chat.MustSend(anna, room, "one")
	call[protocol.MessageAnswer](w, tab, "edit_message", protocol.EditMessage{RoomID: room, MessageID: sent.ID, Content: "two"})
	e, err := tab.Call(w.ctx, "edit_message", protocol.EditMessage{RoomID: room, MessageID: sent.ID, Content: "three"})
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		OK    bool
		Error struct {
			Code    chat.Code
			Details struct{ Message protocol.Message }
		}
	}
	if err := e.Decode(&out); err != nil {
		t.Fatal(err)
	}
	if m := out.Error.Details.Message; out.OK || out.Error.Code != chat.CodeEditConflict || m.Content != "two" || m.Revision != 1 {
		t.Errorf("acknowledged with %s", e.Args)
	}
}

// TestListAfterChanges: an edit or deletion of the latest message shows in people's lists, and a deletion in their counters. The edit comes when
// nothing of the room waits to be told: what stands in the lists must then be looked up.
func TestListAfterChanges(t *testing.T) {
	w := newWorld(t, nil)
	anna, ben := w.chat.Person("anna"), w.chat.Person("ben")
	room := w.chat.Room(chat.Public, anna, ben)
	w.chat.MustSend(anna, room, "first @ben")
	w.chat.MustSend(anna, room, "second @ben")
	tab, list := w.enter(anna, room), w.session(ben)

	activity := func(until func(protocol.RoomActivity) bool) {
		t.Helper()
		for {
			e := await[protocol.RoomActivity](w, list, "room_activity")
			if until(e) {
				return
			}
		}
	}
	third := w.chat.MustSend(anna, room, "third")
	activity(func(e protocol.RoomActivity) bool { return e.LastMessage.Excerpt == "third" && *e.UnreadCount == 3 })
	call[protocol.MessageAnswer](w, tab, "edit_message", protocol.EditMessage{RoomID: room, MessageID: third.ID, Content: "3 @ben"})
	activity(func(e protocol.RoomActivity) bool {
		return e.LastMessage.Excerpt == "3 @ben" && *e.MentionCount == 3 && *e.UnreadCount == 3
	})
	call[protocol.MessageAnswer](w, tab, "delete_message", protocol.DeleteMessage{RoomID: room, MessageID: third.ID})
	activity(func(e protocol.RoomActivity) bool {
		return e.LastMessage.DeletedAt != "" && e.LastMessage.Excerpt == "" && *e.MentionCount == 2 && *e.UnreadCount == 2
	})
}
