package chat

import (
	"context"
	"unicode/utf8"
)

// The sizes of protocol 2.2 (sync).
const (
	syncMessages = 200
	resetPage    = 50
	maxGap       = 500
	maxVersions  = 5000

	// syncBytes is how much the messages of one part, and the users beside them, may weigh: a frame has at most 128 KiB, and holds its names and
	// numbers as well, and in the last part up to 200 ids of people online and 50 read positions.
	syncBytes = 128<<10 - 14<<10
	// pageBytes is the same of a page of history over REST.
	pageBytes = 512 << 10
)

// Catchup is one part of what a client has missed in a room.
type Catchup struct {
	Since     Version // everything after it, up to Version, is here or in the parts before
	Version   Version
	Messages  []Message
	Users     map[UserID]User // those in Messages; of a message that is too large with all of them only the first ones
	Reset     bool            // the latest page, which replaces everything the client holds
	More      bool            // another part follows, from Version on
	HasBefore bool            // with Reset: there are older messages
}

// CatchUp reads what changed in a room after since: the first part of it, or the latest page when that is too much, or when since is 0, of another
// epoch, or beyond the room's version (protocol 2.2). The next part is what changed after this one's Version. What is changed between two parts gets
// a greater version, so it comes (again) in a later one. The caller has checked the membership.
func (s *Service) CatchUp(ctx context.Context, room RoomID, since Version, epoch string) (Catchup, error) {
	reset := since <= 0 || epoch != "" && epoch != s.store.Epoch()
	if !reset {
		r, err := s.store.Room(ctx, room)
		if err != nil {
			return Catchup{}, err
		}
		n, err := s.store.CountChanged(ctx, room, since, maxGap+1)
		if err != nil {
			return Catchup{}, err
		}
		reset = since > r.Version || r.Version-since > maxVersions || n > maxGap
	}
	if reset {
		return s.latest(ctx, room)
	}
	return s.changed(ctx, room, since)
}

// changed reads the part after since.
func (s *Service) changed(ctx context.Context, room RoomID, since Version) (Catchup, error) {
	messages, through, more, err := s.store.Changes(ctx, room, since, syncMessages, syncBytes)
	if err != nil {
		return Catchup{}, err
	}
	_, n, users, err := s.fitting(ctx, messages, 0, syncBytes)
	if err != nil {
		return Catchup{}, err
	}
	if n < len(messages) {
		messages, more = messages[:n], true
		through = messages[n-1].Version
	}
	return Catchup{Since: since, Version: through, Messages: messages, Users: users, More: more}, nil
}

// latest reads the newest page, cut to what fits into one frame: at least one message.
func (s *Service) latest(ctx context.Context, room RoomID) (Catchup, error) {
	p, err := s.store.Page(ctx, room, Window{Limit: resetPage})
	if err != nil {
		return Catchup{}, err
	}
	from, _, users, err := s.fitting(ctx, p.Messages, len(p.Messages)-1, syncBytes)
	if err != nil {
		return Catchup{}, err
	}
	return Catchup{Version: p.Version, Messages: p.Messages[from:], Users: users, Reset: true, HasBefore: p.HasBefore || from > 0}, nil
}

// bounded cuts a page of history to pageBytes: the end that the window asks for stays.
func (s *Service) bounded(ctx context.Context, p Page, w Window) (History, error) {
	keep := len(p.Messages) - 1
	switch {
	case w.After > 0:
		keep = 0
	case w.Around > 0:
		for keep > 0 && p.Messages[keep].Seq > w.Around {
			keep--
		}
	}
	from, to, users, err := s.fitting(ctx, p.Messages, keep, pageBytes)
	if err != nil {
		return History{}, err
	}
	p.HasBefore, p.HasAfter = p.HasBefore || from > 0, p.HasAfter || to < len(p.Messages)
	p.Messages = p.Messages[from:to]
	return History{Page: p, Users: users}, nil
}

// fitting answers which messages around the one at keep, which is always among them, weigh at most limit bytes together with their users.
func (s *Service) fitting(ctx context.Context, messages []Message, keep, limit int) (from, to int, users map[UserID]User, err error) {
	known, err := s.users.get(ctx, PeopleIn(messages))
	if err != nil || len(messages) == 0 {
		return 0, 0, known, err
	}
	f := frame{limit: limit, known: known, users: map[UserID]User{}}
	from, to = keep, keep
	for up, down := true, true; up || down; {
		if up = to < len(messages) && f.take(messages[to:to+1]); up {
			to++
		}
		if down = from > 0 && f.take(messages[from-1:from]); down {
			from--
		}
	}
	return from, to, f.users, nil
}

// frame is what has been taken into one frame so far.
type frame struct {
	limit int // bytes
	known map[UserID]User
	users map[UserID]User // of known: those who are in it
	size  int
}

// take takes one message and those of its users who are not there yet, if they fit. The first message is taken in any case, without the users that
// do not fit: a thousand people can react to one message.
func (f *frame) take(one []Message) bool {
	first := f.size == 0
	size := f.size + weight(&one[0])
	var fresh []User
	for _, id := range PeopleIn(one) {
		u, known := f.known[id]
		if _, there := f.users[id]; !known || there {
			continue
		}
		if n := userWeight(&u); !first || size+n <= f.limit {
			size += n
			fresh = append(fresh, u)
		}
	}
	if size > f.limit && !first {
		return false
	}
	for _, u := range fresh {
		f.users[u.ID] = u
	}
	f.size = size
	return true
}

// What ids and numbers take in JSON at most, and what stands around them.
const (
	idBytes       = 36 + 3 // with quotes and comma
	messageBytes  = 520    // all fields but those that differ in length
	quoteBytes    = 200
	lineBytes     = 140
	reactionBytes = 60
	userBytes     = 210
)

// weight bounds the bytes of a message in JSON from above, myReactions included.
func weight(m *Message) int {
	n := messageBytes + quoted(m.Content) + idBytes*len(m.Mentions)
	if m.ReplyTo != nil {
		n += quoteBytes + quoted(m.ReplyTo.Excerpt)
	}
	if m.System != nil {
		n += lineBytes + quoted(m.System.Value) + idBytes*len(m.System.UserIDs)
	}
	for _, r := range m.Reactions {
		n += reactionBytes + 2*quoted(r.Emoji) + idBytes*min(len(r.Users), ShownReactors)
	}
	return n
}

// userWeight bounds the bytes of a profile with its key in JSON from above.
func userWeight(u *User) int { return userBytes + len(u.Username) + quoted(u.DisplayName) }

// quoted bounds the length of a text in JSON from above, however it is escaped.
func quoted(text string) int {
	n := len(text)
	for i, c := range text {
		switch {
		case c < ' ', c == '<', c == '>', c == '&':
			n += 5 // \u001f
		case c == '"', c == '\\':
			n++
		case c == '\u2028', c == '\u2029', c == utf8.RuneError && text[i] != 0xef:
			n += 5 // escaped always; a byte that is no UTF-8 becomes \ufffd
		}
	}
	return n
}
