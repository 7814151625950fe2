package sqlite

import (
	"slices"

	"github.com/loquat-chat/loquat/internal/chat"
)

// insertMessage stores a new message, unless its id is known already.
func (w *writer) insertMessage(s *roomState, m *chat.Message) (created bool, err error) {
	n, err := w.execN(`INSERT INTO messages (room, seq, version, id, kind, sender, client_id, content, revision, created_at, edited_at, deleted_at, reply_to, reactions, mentions, system)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		s.key, m.Seq, m.Version, m.ID, m.Kind, m.Sender, m.ClientID, m.Content, m.Revision, millis(m.CreatedAt), millis(m.EditedAt), millis(m.DeletedAt),
		replyTo(m), encode(m.Reactions, len(m.Reactions) == 0), encode(m.Mentions, len(m.Mentions) == 0), encode(m.System, m.System == nil))
	if err != nil || n == 0 {
		return false, err
	}
	return true, w.mention(s, m.Seq, mentioned(m))
}

// updateMessage stores a message as it is now over how it was before.
func (w *writer) updateMessage(s *roomState, m, before *chat.Message) error {
	err := w.exec(`UPDATE messages SET version = ?, content = ?, revision = ?, edited_at = ?, deleted_at = ?, reply_to = ?, reactions = ?, mentions = ?, system = ? WHERE room = ? AND seq = ?`,
		m.Version, m.Content, m.Revision, millis(m.EditedAt), millis(m.DeletedAt),
		replyTo(m), encode(m.Reactions, len(m.Reactions) == 0), encode(m.Mentions, len(m.Mentions) == 0), encode(m.System, m.System == nil), s.key, m.Seq)
	if err != nil {
		return err
	}
	was, is := mentioned(before), mentioned(m)
	if slices.Equal(was, is) {
		return nil
	}
	if err := w.unmention(s.key, m.Seq, was); err != nil {
		return err
	}
	return w.mention(s, m.Seq, is)
}

func replyTo(m *chat.Message) any {
	if m.ReplyTo == nil {
		return nil
	}
	return m.ReplyTo.ID
}

// mentioned are those who have a message among their unread mentions while they have not read it.
func mentioned(m *chat.Message) []chat.UserID {
	if m.Kind != chat.Text || !m.DeletedAt.IsZero() || len(m.Mentions) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(m.Mentions), func(u chat.UserID) bool { return u == m.Sender })
}

func (w *writer) mention(s *roomState, seq chat.Seq, users []chat.UserID) error {
	for _, u := range users {
		if err := w.exec(`INSERT OR IGNORE INTO mentions (user, room, seq) VALUES (?, ?, ?)`, u, s.key, seq); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) unmention(room int64, seq chat.Seq, users []chat.UserID) error {
	for _, u := range users {
		if err := w.exec(`DELETE FROM mentions WHERE user = ? AND room = ? AND seq = ?`, u, room, seq); err != nil {
			return err
		}
	}
	return nil
}

// quote is what stands above a reply to a message, as it is now.
func (w *writer) quote(s *roomState, state chat.State, id chat.MessageID) (*chat.Quote, error) {
	target := state.Target
	if target == nil || target.ID != id {
		var err error
		if target, err = w.message(s, id); err != nil {
			return nil, err
		}
	}
	if target == nil {
		return &chat.Quote{ID: id}, nil
	}
	return chat.QuoteOf(*target), nil
}
