package sqlite

import (
	"database/sql"
	"errors"

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
		return m, w.endMembership(s, before)
	}
	if before == nil {
		if before, err = w.newMember(s, m.User, line); err != nil {
			return m, err
		}
	}
	is := *before
	is.Room, is.Role = room.ID, m.Role
	room.MemberCount++
	room.Owners += owns(is.Role)
	w.remember(s, m.User, &is)
	return is, w.exec(`INSERT INTO members (room, user, role, joined_at, joined_seq, read_seq, read_rev, receipt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (room, user) DO UPDATE SET role = excluded.role`,
		s.key, is.User, is.Role, millis(is.JoinedAt), is.JoinedSeq, is.ReadSeq, is.ReadRev, is.Receipt)
}

// newMember is somebody who joins by a line; who was a member before goes on counting the moves of their position.
func (w *writer) newMember(s *roomState, user chat.UserID, line *chat.Message) (*chat.Member, error) {
	m := chat.Member{User: user, JoinedAt: line.CreatedAt, JoinedSeq: line.Seq, ReadSeq: line.Seq, Receipt: line.Seq}
	err := w.row(`DELETE FROM former_members WHERE room = ? AND user = ? RETURNING read_rev + 1`, s.key, user).Scan(&m.ReadRev)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return &m, err
}

// endMembership takes somebody out, if they are in.
func (w *writer) endMembership(s *roomState, m *chat.Member) error {
	if m == nil {
		return nil
	}
	w.remember(s, m.User, nil)
	if err := w.exec(`DELETE FROM members WHERE room = ? AND user = ?`, s.key, m.User); err != nil {
		return err
	}
	return w.exec(`INSERT INTO former_members (room, user, read_rev) VALUES (?, ?, ?)`, s.key, m.User, m.ReadRev)
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
	if err := w.exec(`DELETE FROM members WHERE room = ?`, s.key); err != nil {
		return err
	}
	return w.exec(`DELETE FROM former_members WHERE room = ?`, s.key)
}
