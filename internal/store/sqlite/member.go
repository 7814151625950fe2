package sqlite

import (
	"github.com/loquat-chat/loquat/internal/chat"
)

// writeMember stores a membership as it is after the change whose message is line, keeps the room's counts, and answers it whole.
func (w *writer) writeMember(s *roomState, room *chat.Room, m chat.Member, line *chat.Message) (chat.Member, error) {
	before, err := w.member(s, m.User)
	if err != nil {
		return m, err
	}
	if before != nil {
		room.MemberCount--
		room.Owners -= owns(before.Role)
	}
	if m.Role == "" {
		m.Room = room.ID
		w.remember(s, m.User, nil)
		return m, w.exec(`DELETE FROM members WHERE room = ? AND user = ?`, s.key, m.User)
	}
	is := chat.Member{Room: room.ID, User: m.User, Role: m.Role, JoinedAt: line.CreatedAt, JoinedSeq: line.Seq, ReadSeq: line.Seq}
	if before != nil {
		is = *before
		is.Role = m.Role
	}
	room.MemberCount++
	room.Owners += owns(is.Role)
	w.remember(s, m.User, &is)
	return is, w.exec(`INSERT INTO members (room, user, role, joined_at, joined_seq, read_seq, read_rev) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (room, user) DO UPDATE SET role = excluded.role`,
		s.key, is.User, is.Role, millis(is.JoinedAt), is.JoinedSeq, is.ReadSeq, is.ReadRev)
}

func owns(r chat.Role) int {
	if r == chat.Owner {
		return 1
	}
	return 0
}

// endMemberships takes everybody out of a room that has been closed, and has its messages emptied.
func (w *writer) endMemberships(s *roomState, room *chat.Room) error {
	room.MemberCount, room.Owners = 0, 0
	w.cache.members -= len(s.members)
	s.members = map[chat.UserID]*chat.Member{}
	w.emptyLater(s.key, 0)
	return w.exec(`DELETE FROM members WHERE room = ?`, s.key)
}
