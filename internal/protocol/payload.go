package protocol

import (
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Timestamp is a time as RFC 3339 in UTC with milliseconds: 2026-11-23T08:29:00.123Z.
type Timestamp string

// Stamp formats a time.
func Stamp(t time.Time) Timestamp {
	return Timestamp(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// stampOrNone formats a time, the zero time as absent.
func stampOrNone(t time.Time) Timestamp {
	if t.IsZero() {
		return ""
	}
	return Stamp(t)
}

// Presence is whether a person is there.
type Presence string

// The presences.
const (
	Online  Presence = "online"
	Away    Presence = "away"
	Offline Presence = "offline"
)

// User is a person's profile.
type User struct {
	ID          chat.UserID     `json:"id"`
	Username    string          `json:"username"`
	DisplayName string          `json:"displayName"`
	AvatarURL   string          `json:"avatarUrl,omitempty"`
	CreatedAt   Timestamp       `json:"createdAt"`
	Role        chat.ServerRole `json:"role"`
	Rev         int64           `json:"rev" doc:"A statement with a smaller rev changes nothing."`
}

// Room is a conversation as one person sees it.
type Room struct {
	ID          chat.RoomID     `json:"id"`
	Kind        chat.RoomKind   `json:"kind"`
	Name        string          `json:"name" doc:"A direct room has the other person's display name."`
	Topic       string          `json:"topic"`
	Visibility  chat.Visibility `json:"visibility"`
	CreatedAt   Timestamp       `json:"createdAt"`
	MemberCount int             `json:"memberCount"`
	Seq         chat.Seq        `json:"seq" doc:"The position of the latest message."`
	Version     chat.Version    `json:"version" doc:"The number of the latest change."`
	Peer        *User           `json:"peer,omitempty" doc:"Direct rooms only: the other person."`
}

// Excerpt is the beginning of a message.
type Excerpt struct {
	ID         chat.MessageID   `json:"id"`
	Seq        chat.Seq         `json:"seq"`
	SenderID   chat.UserID      `json:"senderId"`
	SenderName string           `json:"senderName"`
	Kind       chat.MessageKind `json:"kind"`
	Excerpt    string           `json:"excerpt" doc:"At most 160 characters."`
	CreatedAt  Timestamp        `json:"createdAt"`
	DeletedAt  Timestamp        `json:"deletedAt,omitempty"`
}

// RoomSummary is a room in a person's list.
type RoomSummary struct {
	Room
	Role         chat.Role `json:"role"`
	ReadSeq      chat.Seq  `json:"readSeq"`
	ReadRev      int64     `json:"readRev" doc:"Grows by one with each move of readSeq."`
	UnreadCount  int       `json:"unreadCount" doc:"Ends at 1,000, shown as 999+."`
	MentionCount int       `json:"mentionCount"`
	LastMessage  *Excerpt  `json:"lastMessage,omitempty"`
}

// Member is a user in a room.
type Member struct {
	UserID   chat.UserID `json:"userId"`
	User     User        `json:"user"`
	Role     chat.Role   `json:"role"`
	JoinedAt Timestamp   `json:"joinedAt"`
}

// ReplyRef is the message that another one replies to, as it was when read.
type ReplyRef struct {
	ID        chat.MessageID `json:"id"`
	Seq       chat.Seq       `json:"seq"`
	SenderID  chat.UserID    `json:"senderId"`
	Excerpt   string         `json:"excerpt,omitempty"`
	DeletedAt Timestamp      `json:"deletedAt,omitempty"`
}

// Reaction is one emoji under a message.
type Reaction struct {
	Emoji   string        `json:"emoji"`
	Count   int           `json:"count"`
	UserIDs []chat.UserID `json:"userIds" doc:"The first 20."`
}

// Attachment is a file beside a message; none can be sent yet.
type Attachment struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Size      int64  `json:"size" doc:"Bytes."`
	MediaType string `json:"mediaType"`
}

// SystemLine is what a system line tells, which clients render in their language.
type SystemLine struct {
	Type    chat.SystemType `json:"type"`
	UserID  chat.UserID     `json:"userId,omitempty"`
	UserIDs []chat.UserID   `json:"userIds,omitempty"`
	Value   string          `json:"value,omitempty"`
}

// Message is one entry of a room as of its version.
type Message struct {
	ID          chat.MessageID   `json:"id"`
	RoomID      chat.RoomID      `json:"roomId"`
	Seq         chat.Seq         `json:"seq"`
	Version     chat.Version     `json:"version"`
	Kind        chat.MessageKind `json:"kind"`
	SenderID    chat.UserID      `json:"senderId"`
	ClientID    string           `json:"clientId"`
	Content     string           `json:"content"`
	Revision    int              `json:"revision" doc:"Counts edits."`
	CreatedAt   Timestamp        `json:"createdAt"`
	EditedAt    Timestamp        `json:"editedAt,omitempty"`
	DeletedAt   Timestamp        `json:"deletedAt,omitempty"`
	ReplyTo     *ReplyRef        `json:"replyTo,omitempty"`
	Reactions   []Reaction       `json:"reactions"`
	MyReactions []string         `json:"myReactions,omitzero" doc:"Absent means unknown."`
	Mentions    []chat.UserID    `json:"mentions"`
	Attachments []Attachment     `json:"attachments"`
	PinnedAt    Timestamp        `json:"pinnedAt,omitempty"`
	System      *SystemLine      `json:"system,omitempty"`
}

// MessagePage is a piece of a room's history.
type MessagePage struct {
	Messages  []Message            `json:"messages" doc:"Ascending by seq."`
	Users     map[chat.UserID]User `json:"users"`
	Version   chat.Version         `json:"version" doc:"The room's, read before the messages."`
	HasBefore bool                 `json:"hasBefore"`
	HasAfter  bool                 `json:"hasAfter"`
}

// Counters are what a person has not read in a room.
type Counters struct {
	Version      chat.Version `json:"version"`
	ReadSeq      chat.Seq     `json:"readSeq"`
	ReadRev      int64        `json:"readRev"`
	UnreadCount  int          `json:"unreadCount"`
	MentionCount int          `json:"mentionCount"`
}

// WireError is what an acknowledgement or a refused CONNECT says when it says no.
type WireError struct {
	Code         chat.Code    `json:"code"`
	Message      string       `json:"message"`
	RetryAfterMs int64        `json:"retryAfterMs,omitempty"`
	Details      *ErrorDetail `json:"details,omitempty"`
}

// ErrorDetail is what an edit_conflict brings.
type ErrorDetail struct {
	Message *Message `json:"message,omitempty"`
}
