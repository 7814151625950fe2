package chat

import "time"

type (
	// UserID is a UUIDv7 in its usual text form.
	UserID string
	// RoomID is a UUIDv7; a direct room's is a UUID of version 8, made from its pair ([DirectRoomID]).
	RoomID string
	// MessageID is a UUIDv7.
	MessageID string
	// SessionID names one log-in of one user on one device: a family of refresh tokens.
	SessionID string
	// Seq is a message's position in its room: 1, 2, 3 …, system lines included.
	Seq int64
	// Version is the number of a room's change: 1, 2, 3 …, each given out once, never again.
	Version int64
)

// ServerRole is what a user is on the whole server.
type ServerRole string

// The server roles. The first user to register is the admin.
const (
	ServerAdmin  ServerRole = "admin"
	ServerMember ServerRole = "member"
)

// User is a person with an account. Rev grows with each change of the profile.
type User struct {
	ID          UserID
	Username    string // lower case, never changed
	DisplayName string
	Role        ServerRole
	CreatedAt   time.Time
	Rev         int64
}

// RoomKind tells rooms of many from private one-to-one chats.
type RoomKind string

// The room kinds.
const (
	Group  RoomKind = "group"
	Direct RoomKind = "direct"
)

// Visibility says whether a group stands in the directory and may be joined by anybody.
type Visibility string

// The visibilities. Direct rooms are private.
const (
	Public  Visibility = "public"
	Private Visibility = "private"
)

// Settings are what a room's owners decide. Kind and Pair never change after the creation.
type Settings struct {
	Kind       RoomKind
	Name       string
	Topic      string
	Visibility Visibility
	Pair       [2]UserID // direct rooms: the two people, sorted; otherwise empty
}

// Room is a conversation as of Version. The zero Room (Version 0) is one that does not exist.
type Room struct {
	ID RoomID
	Settings
	CreatedAt    time.Time
	ActiveAt     time.Time // createdAt of the latest message or line
	MemberCount  int
	Owners       int // how many of the members are owners
	Seq          Seq
	Version      Version
	RulesVersion Version // of the latest change of members or settings
	Closed       bool    // deleted: every operation on it is refused with not_found
}

// Exists says whether the room has been created and not been closed.
func (r *Room) Exists() bool { return r.Version > 0 && !r.Closed }

// Peer is the other person of a direct room.
func (r *Room) Peer(me UserID) UserID {
	if r.Pair[0] == me {
		return r.Pair[1]
	}
	return r.Pair[0]
}

// Member is a user in a room. A Change carries memberships with an empty Role for those who are out.
type Member struct {
	Room      RoomID
	User      UserID
	Role      Role
	Former    Role // of one who is out by a Change: what they were; not stored
	JoinedAt  time.Time
	JoinedSeq Seq   // of the line by which they joined; unread begins after it
	ReadSeq   Seq   // up to which they have read
	ReadRev   int64 // grows by one with each move of ReadSeq, also by leaving and joining again; given out by the store
	Receipt   Seq   // the greatest that ReadSeq has been: what others are told; given out by the store
}

// MessageKind tells what people write from the lines by which the room tells its own story.
type MessageKind string

// The message kinds.
const (
	Text   MessageKind = "text"
	System MessageKind = "system"
)

// SystemType says what a system line tells.
type SystemType string

// The system lines of protocol 2.2.
const (
	RoomCreated   SystemType = "room_created"
	Joined        SystemType = "joined"
	Added         SystemType = "added"
	Left          SystemType = "left"
	Removed       SystemType = "removed"
	RoleChanged   SystemType = "role"
	Renamed       SystemType = "renamed"
	TopicChanged  SystemType = "topic"
	VisibilitySet SystemType = "visibility"
	RoomClosed    SystemType = "closed"
)

// SystemLine is the content of a system line, which clients render in their language.
type SystemLine struct {
	Type    SystemType `json:"type"`
	UserID  UserID     `json:"userId,omitempty"`  // whom it is about
	UserIDs []UserID   `json:"userIds,omitempty"` // room_created: the founding members
	Value   string     `json:"value,omitempty"`   // the new role, name, topic or visibility
}

// Reaction is one emoji under a message with everybody who gave it, in the order given.
type Reaction struct {
	Emoji string   `json:"emoji"`
	Users []UserID `json:"users"`
}

// Quote is the message that another one replies to, as it was when read.
type Quote struct {
	ID        MessageID
	Seq       Seq
	Sender    UserID
	Excerpt   string
	DeletedAt time.Time // zero: not deleted
}

// Message is one entry of a room as of Version. A deleted one keeps its place with its contents emptied.
type Message struct {
	ID        MessageID
	Room      RoomID
	Seq       Seq
	Version   Version
	Kind      MessageKind
	Sender    UserID
	ClientID  string
	Content   string
	Revision  int // counts edits
	CreatedAt time.Time
	EditedAt  time.Time // zero: never
	DeletedAt time.Time // zero: not deleted
	ReplyTo   *Quote    // only its ID is stored; stores fill in the rest when they read
	Reactions []Reaction
	Mentions  []UserID
	System    *SystemLine
}
