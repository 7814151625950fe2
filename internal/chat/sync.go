package chat

import "context"

// The sizes of protocol 2.2 (sync).
const (
	syncMessages = 200
	syncBytes    = 120 << 10 // of messages; with the users beside them a frame stays within 128 KiB
	resetPage    = 50
	maxGap       = 500
	maxVersions  = 5000
)

// Catchup is one part of what a client has missed in a room.
type Catchup struct {
	Since     Version // everything after it, up to Version, is here or in the parts before
	Version   Version
	Messages  []Message
	Users     map[UserID]User
	Reset     bool // the latest page, which replaces everything the client holds
	More      bool // another part follows, from Version on
	HasBefore bool // with Reset: there are older messages
}

// CatchUp reads what changed in a room after since: the first part of it, or the latest page when that is too much, or when since is 0, of another
// epoch, or beyond the room's version (protocol 2.2). The caller has checked the membership.
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
	return s.Next(ctx, room, since)
}

// Next reads the part after since.
func (s *Service) Next(ctx context.Context, room RoomID, since Version) (Catchup, error) {
	messages, through, more, err := s.store.Changes(ctx, room, since, syncMessages, syncBytes)
	if err != nil {
		return Catchup{}, err
	}
	if fits := fitting(messages); fits < len(messages) {
		messages, more = messages[:fits], true
		through = messages[fits-1].Version
	}
	users, err := s.users.get(ctx, PeopleIn(messages))
	if err != nil {
		return Catchup{}, err
	}
	return Catchup{Since: since, Version: through, Messages: messages, Users: users, More: more}, nil
}

// latest reads the newest page, cut to what fits into one frame: at least one message.
func (s *Service) latest(ctx context.Context, room RoomID) (Catchup, error) {
	p, err := s.store.Page(ctx, room, Window{Limit: resetPage})
	if err != nil {
		return Catchup{}, err
	}
	size, from := 0, len(p.Messages)
	for from > 0 {
		size += weight(&p.Messages[from-1])
		if size > syncBytes && from < len(p.Messages) {
			break
		}
		from--
	}
	messages := p.Messages[from:]
	users, err := s.users.get(ctx, PeopleIn(messages))
	if err != nil {
		return Catchup{}, err
	}
	return Catchup{Version: p.Version, Messages: messages, Users: users, Reset: true, HasBefore: p.HasBefore || from > 0}, nil
}

// fitting counts how many of messages, from the first on, fit into one frame: at least one.
func fitting(messages []Message) int {
	size := 0
	for i := range messages {
		size += weight(&messages[i])
		if size > syncBytes && i > 0 {
			return i
		}
	}
	return len(messages)
}

// weight estimates the bytes of a message in a frame, rather too many than too few.
func weight(m *Message) int {
	n := 480 + quoted(m.Content) + 40*len(m.Mentions)
	if m.ReplyTo != nil {
		n += 180 + quoted(m.ReplyTo.Excerpt)
	}
	if m.System != nil {
		n += 120 + quoted(m.System.Value) + 40*len(m.System.UserIDs)
	}
	for _, r := range m.Reactions {
		n += 60 + 40*min(len(r.Users), ShownReactors)
	}
	return n
}

// quoted is the length of a text in JSON.
func quoted(text string) int {
	n := len(text)
	for _, c := range []byte(text) {
		switch {
		case c < ' ':
			n += 5 // \u001f
		case c == '"' || c == '\\':
			n++
		}
	}
	return n
}
