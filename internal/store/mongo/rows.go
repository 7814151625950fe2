package mongo

import (
	"fmt"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// row is one change of a room, for ever. No key field is ever absent or null.
type row struct {
	ID        string         `bson:"_id"` // room/version
	Room      chat.RoomID    `bson:"room"`
	Version   chat.Version   `bson:"version"`
	Place     chat.Seq       `bson:"place"` // the message's seq while this row is the message's latest, and 0 afterwards
	Message   chat.MessageID `bson:"message"`
	Birth     string         `bson:"birth"` // of a creation the message's id, otherwise the row's own
	Seq       chat.Seq       `bson:"seq"`   // of the message
	CreatedAt int64          `bson:"created"`
	Kind      chat.Kind      `bson:"kind"`
	Actor     chat.UserID    `bson:"actor"`
	Op        string         `bson:"op"`
	Digest    []byte         `bson:"digest"`
	Subjects  []subject      `bson:"subjects"` // whose memberships it changes, and what they are after it; never emptied
	Tail      tail           `bson:"tail"`     // the room as of this change
	State     *message       `bson:"state"`    // the message after this change; null once a later row of it is there
	At        int64          `bson:"at"`       // the node's time of the insert
}

// subject is a membership after a change.
type subject struct {
	User      chat.UserID `bson:"user"`
	Role      chat.Role   `bson:"role"` // empty: out
	JoinedAt  int64       `bson:"joinedAt"`
	JoinedSeq chat.Seq    `bson:"joinedSeq"`
}

// tail is what a room is as of a row.
type tail struct {
	Kind         chat.RoomKind   `bson:"kind"`
	Name         string          `bson:"name"`
	Topic        string          `bson:"topic"`
	Visibility   chat.Visibility `bson:"visibility"`
	Pair         [2]chat.UserID  `bson:"pair"`
	CreatedAt    int64           `bson:"created"`
	ActiveAt     int64           `bson:"active"`
	MemberCount  int             `bson:"members"`
	Owners       int             `bson:"owners"`
	Seq          chat.Seq        `bson:"seq"`
	RulesVersion chat.Version    `bson:"rules"`
	Closed       bool            `bson:"closed"`
}

// message is what of a message is not in its row.
type message struct {
	Kind      chat.MessageKind `bson:"kind"`
	Sender    chat.UserID      `bson:"sender"`
	ClientID  string           `bson:"client"`
	Content   string           `bson:"content"`
	Revision  int              `bson:"revision"`
	EditedAt  int64            `bson:"edited"`
	DeletedAt int64            `bson:"deleted"`
	ReplyTo   chat.MessageID   `bson:"replyTo"`
	Reactions []reaction       `bson:"reactions,omitempty"`
	Mentions  []chat.UserID    `bson:"mentions,omitempty"`
	System    *line            `bson:"system,omitempty"`
}

type reaction struct {
	Emoji string        `bson:"emoji"`
	Users []chat.UserID `bson:"users"`
}

type line struct {
	Type    chat.SystemType `bson:"type"`
	UserID  chat.UserID     `bson:"user"`
	UserIDs []chat.UserID   `bson:"users,omitempty"`
	Value   string          `bson:"value"`
}

func rowID(room chat.RoomID, version chat.Version) string { return fmt.Sprintf("%s/%d", room, version) }

func tailOf(r chat.Room) tail {
	return tail{
		Kind: r.Kind, Name: r.Name, Topic: r.Topic, Visibility: r.Visibility, Pair: r.Pair, CreatedAt: millis(r.CreatedAt), ActiveAt: millis(r.ActiveAt),
		MemberCount: r.MemberCount, Owners: r.Owners, Seq: r.Seq, RulesVersion: r.RulesVersion, Closed: r.Closed,
	}
}

// room is the room as of a row.
func (r *row) room() chat.Room { return r.Tail.room(r.Room, r.Version) }

func (t *tail) room(id chat.RoomID, version chat.Version) chat.Room {
	return chat.Room{
		ID: id, Settings: chat.Settings{Kind: t.Kind, Name: t.Name, Topic: t.Topic, Visibility: t.Visibility, Pair: t.Pair},
		CreatedAt: at(t.CreatedAt), ActiveAt: at(t.ActiveAt), MemberCount: t.MemberCount, Owners: t.Owners,
		Seq: t.Seq, Version: version, RulesVersion: t.RulesVersion, Closed: t.Closed,
	}
}

func stateOf(m *chat.Message) *message {
	s := &message{
		Kind: m.Kind, Sender: m.Sender, ClientID: m.ClientID, Content: m.Content, Revision: m.Revision,
		EditedAt: millis(m.EditedAt), DeletedAt: millis(m.DeletedAt), Mentions: m.Mentions,
	}
	if m.ReplyTo != nil {
		s.ReplyTo = m.ReplyTo.ID
	}
	for _, r := range m.Reactions {
		s.Reactions = append(s.Reactions, reaction(r))
	}
	if m.System != nil {
		l := line(*m.System)
		s.System = &l
	}
	return s
}

// read is the message of a row, with only the id of what it replies to. An emptied one has kept who wrote it and when.
func (r *row) read() chat.Message {
	m := chat.Message{ID: r.Message, Room: r.Room, Seq: r.Seq, Version: r.Version, CreatedAt: at(r.CreatedAt)}
	s := r.State
	if s == nil {
		return m
	}
	m.Kind, m.Sender, m.ClientID, m.Content, m.Revision = s.Kind, s.Sender, s.ClientID, s.Content, s.Revision
	m.EditedAt, m.DeletedAt, m.Mentions = at(s.EditedAt), at(s.DeletedAt), s.Mentions
	if len(m.Mentions) == 0 {
		m.Mentions = nil
	}
	if s.ReplyTo != "" {
		m.ReplyTo = &chat.Quote{ID: s.ReplyTo}
	}
	for _, one := range s.Reactions {
		m.Reactions = append(m.Reactions, chat.Reaction(one))
	}
	if s.System != nil {
		l := chat.SystemLine(*s.System)
		m.System = &l
	}
	return m
}

// first is the outcome that a repetition gets.
func (r *row) first() chat.Outcome {
	return chat.Outcome{Status: chat.Duplicate, Room: r.Room, MessageID: r.Message, Seq: r.Seq, Version: r.Version, CreatedAt: at(r.CreatedAt)}
}

// repeats says whether an operation is the one whose first result this row is.
func (r *row) repeats(op *chat.Op) bool {
	return r.Kind == op.Kind && string(r.Digest) == string(op.Digest[:])
}

// member is the membership that a subject's row began or changed, as far as rows know.
func (s *subject) member(room chat.RoomID) chat.Member {
	return chat.Member{
		Room: room, User: s.User, Role: s.Role, JoinedAt: at(s.JoinedAt), JoinedSeq: s.JoinedSeq, ReadSeq: s.JoinedSeq, Receipt: s.JoinedSeq,
	}
}

// now in whole milliseconds, as times are stored.
func rounded(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
