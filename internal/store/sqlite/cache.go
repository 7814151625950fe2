package sqlite

import (
	"database/sql"
	"errors"

	"github.com/loquat-chat/loquat/internal/chat"
)

// maxCached is how many rooms and memberships the writer keeps in memory; at more it starts anew.
const maxCached = 100_000

// roomState is a room as of the writer's transaction: ahead of its row until the transaction ends.
type roomState struct {
	key     int64 // 0: it does not exist
	room    chat.Room
	members map[chat.UserID]*chat.Member // those looked at so far; nil for strangers. Written through
	dirty   bool                         // room is ahead of its row
}

// cache is what the writer knows of rooms. Only the writer uses it. After a rollback it is forgotten.
type cache struct {
	rooms   map[chat.RoomID]*roomState
	bound   int // how many entries it may have between transactions
	members int // memberships in all of rooms
	dirty   []*roomState
}

func newCache(bound int) *cache { return &cache{rooms: map[chat.RoomID]*roomState{}, bound: bound} }

// forget drops everything.
func (c *cache) forget() { *c = *newCache(c.bound) }

// forgetMembers drops memberships, after a function on the writer failed that may have changed them.
func (c *cache) forgetMembers() {
	for _, s := range c.rooms {
		s.members = map[chat.UserID]*chat.Member{}
	}
	c.members = 0
}

// trim keeps the cache within its bound; between transactions only, when nothing is dirty.
func (c *cache) trim() {
	if len(c.rooms)+c.members > c.bound {
		c.forget()
	}
}

// touched notes that a room is ahead of its row.
func (c *cache) touched(s *roomState) {
	if !s.dirty {
		s.dirty = true
		c.dirty = append(c.dirty, s)
	}
}

// room answers a room as of now; of one that does not exist the zero Room.
func (w *writer) room(id chat.RoomID) (*roomState, error) {
	if s := w.cache.rooms[id]; s != nil {
		return s, nil
	}
	s := &roomState{members: map[chat.UserID]*chat.Member{}}
	var err error
	s.room, err = scanRoom(w.row(`SELECT `+roomColumns+`, r.key FROM rooms r WHERE r.id = ?`, id), &s.key)
	if errors.Is(err, sql.ErrNoRows) {
		s.room = chat.Room{}
		return s, nil
	}
	if err == nil {
		w.cache.rooms[id] = s
	}
	return s, err
}

// member answers a membership as of now, nil for a stranger.
func (w *writer) member(s *roomState, user chat.UserID) (*chat.Member, error) {
	m, known := s.members[user]
	if known || s.key == 0 {
		return m, nil
	}
	found, err := scanMember(w.row(`SELECT `+memberColumns+` FROM members m WHERE m.room = ? AND m.user = ?`, s.key, user), s.room.ID)
	switch {
	case err == nil:
		m = &found
	case !errors.Is(err, sql.ErrNoRows):
		return nil, err
	}
	w.remember(s, user, m)
	return m, nil
}

// remember keeps what a user is in a room; nil for a stranger.
func (w *writer) remember(s *roomState, user chat.UserID, m *chat.Member) {
	if _, known := s.members[user]; !known {
		w.cache.members++
	}
	s.members[user] = m
}

// writeRooms brings the rows of all changed rooms up to date: once for each, however many changes the transaction has.
func (w *writer) writeRooms() error {
	for _, s := range w.cache.dirty {
		r := &s.room
		err := w.exec(`UPDATE rooms SET name = ?, name_fold = ?, topic = ?, visibility = ?, active_at = ?, member_count = ?, owners = ?, seq = ?, version = ?, rules_version = ?, closed = max(closed, ?) WHERE key = ?`,
			r.Name, fold(r.Name), r.Topic, r.Visibility, millis(r.ActiveAt), r.MemberCount, r.Owners, r.Seq, r.Version, r.RulesVersion, r.Closed, s.key)
		if err != nil {
			return err
		}
		s.dirty = false
	}
	w.cache.dirty = w.cache.dirty[:0]
	return nil
}
