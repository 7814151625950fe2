package protocol

import (
	"reflect"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Namespace tells the two kinds of Socket.IO namespaces.
type Namespace string

// The namespaces: a user's session, and one for each room.
const (
	SessionNamespace Namespace = "/"
	RoomNamespace    Namespace = "/rooms/{roomId}"
)

// Event is one row of the table of Socket.IO events. Answer is set for requests that clients make and that are acknowledged.
type Event struct {
	Name      string
	Namespace Namespace
	FromUser  bool // client to server
	Payload   reflect.Type
	Answer    reflect.Type // what `ok: true` brings; nil for an event without acknowledgement
	Later     bool         // its place is kept; the server does not know it yet
	Doc       string
}

func told[P any](ns Namespace, name, doc string) Event {
	return Event{Name: name, Namespace: ns, Payload: reflect.TypeFor[P](), Doc: doc}
}

func asked[P, A any](ns Namespace, name, doc string) Event {
	return Event{Name: name, Namespace: ns, FromUser: true, Payload: reflect.TypeFor[P](), Answer: reflect.TypeFor[A](), Doc: doc}
}

func later(e Event) Event {
	e.Later = true
	return e
}

// Events is every event there is, in the order of the documentation.
var Events = []Event{
	told[Session](SessionNamespace, "session", "First: a snapshot of the caller's rooms; what follows are changes to it."),
	told[RoomAdded](SessionNamespace, "room_added", "The user is in a room from now on."),
	told[RoomUpdated](SessionNamespace, "room_updated", "A room's settings changed."),
	told[RoomRemoved](SessionNamespace, "room_removed", "The user is out of a room. An older version changes nothing."),
	told[RoomActivity](SessionNamespace, "room_activity", "Something was said in a room: at most two a second for each room and user. Counts may be absent in rooms of more than 200 members."),
	told[RoomRead](SessionNamespace, "room_read", "Read on another device."),
	asked[RoomSummaryRequest, RoomSummaryAnswer](SessionNamespace, "room_summary", "One room of the list as it is now."),
	told[UserUpdated](SessionNamespace, "user_updated", "A profile changed."),
	told[PresenceEvent](SessionNamespace, "presence", "Who is there, of those the client shows; batched."),
	asked[PresenceSubscribe, PresenceAnswer](SessionNamespace, "presence_subscribe", "The whole set of people (at most 500) that this client shows; it replaces the last one."),
	asked[SetStatus, Empty](SessionNamespace, "set_status", "Online or away, for this socket."),
	asked[SentStatus, SentAnswer](SessionNamespace, "sent_status", "Which of the caller's own sends (at most 100) are stored."),
	asked[Authenticate, AuthenticateAnswer](SessionNamespace, "authenticate", "Renews the token of the whole connection; exists in every namespace."),
	told[SessionEnded](SessionNamespace, "session_ended", "The session is over; a DISCONNECT follows."),
	told[RequestFailed](SessionNamespace, "request_failed", "A request without acknowledgement failed."),

	told[Sync](RoomNamespace, "sync", "First, and whenever a hole was filled: what changed after since, or with reset the latest page."),
	asked[Resync, Empty](RoomNamespace, "resync", "Asks for sync from since on."),
	asked[SendMessage, MessageSaved](RoomNamespace, "send_message", "Stores a message. senderId, when given, must be the caller's; without clientId the server mints one."),
	told[MessageSaved](RoomNamespace, "message_saved", "To the sending socket when it asked for no acknowledgement: the message is durable."),
	told[ReceiveMessage](RoomNamespace, "receive_message", "A new message, to every socket in the room, the sender's own included."),
	told[MessageUpdated](RoomNamespace, "message_updated", "The whole message as it is now, after an edit, a deletion, reactions."),
	asked[EditMessage, MessageAnswer](RoomNamespace, "edit_message", "Changes an own message's text."),
	asked[DeleteMessage, MessageAnswer](RoomNamespace, "delete_message", "Empties a message; its place stays."),
	asked[React, ReactAnswer](RoomNamespace, "react", "Gives or takes back a reaction; a set."),
	later(asked[PinMessage, ReactAnswer](RoomNamespace, "pin_message", "Pins a message.")),
	{Name: "typing", Namespace: RoomNamespace, FromUser: true, Payload: reflect.TypeFor[TypingRequest](), Doc: "The caller is typing (absent typing means true); never acknowledged, dropped when it is for another room or user."},
	told[Typing](RoomNamespace, "typing", "Somebody else is typing, or has stopped."),
	asked[MarkRead, Counters](RoomNamespace, "mark_read", "Moves the read position forward; with unread back to before seq."),
	told[Read](RoomNamespace, "read", "How far a member has read; in rooms of up to 50 members."),
	told[UserConnected](RoomNamespace, "user_connected", "A member came online; in rooms of up to 200 members."),
	told[UserDisconnected](RoomNamespace, "user_disconnected", "A member went offline, after the grace time; in rooms of up to 200 members."),
	told[MemberEvent](RoomNamespace, "member_added", "Directly after its system line."),
	told[MemberEvent](RoomNamespace, "member_removed", "Directly after its system line."),
	told[MemberEvent](RoomNamespace, "member_updated", "Directly after its system line."),
	asked[Authenticate, AuthenticateAnswer](RoomNamespace, "authenticate", "As on /."),
	told[RequestFailed](RoomNamespace, "request_failed", "A request without acknowledgement failed."),
}

// Empty is an answer that says no more than ok.
type Empty struct{}

// Session is the snapshot that a socket on / gets first.
type Session struct {
	User       User          `json:"user"`
	Rooms      []RoomSummary `json:"rooms" doc:"At most 200, latest activity first."`
	RoomsTotal int           `json:"roomsTotal"`
	Epoch      string        `json:"epoch"`
	ServerTime Timestamp     `json:"serverTime"`
	ExpiresIn  int64         `json:"expiresIn" doc:"Whole seconds until the access token expires."`
}

// RoomAdded tells that the user is in a room from now on.
type RoomAdded struct {
	Room RoomSummary `json:"room"`
}

// RoomUpdated tells a room's new settings.
type RoomUpdated struct {
	Room Room `json:"room"`
}

// RemovalReason is why somebody is out of a room.
type RemovalReason string

// The reasons.
const (
	ReasonLeft    RemovalReason = "left"
	ReasonRemoved RemovalReason = "removed"
	ReasonBanned  RemovalReason = "banned"
	ReasonDeleted RemovalReason = "deleted"
)

// RoomRemoved tells that the user is out of a room.
type RoomRemoved struct {
	RoomID  chat.RoomID   `json:"roomId"`
	Version chat.Version  `json:"version" doc:"Of the removal's line, or of closed."`
	Reason  RemovalReason `json:"reason"`
}

// RoomActivity tells that something was said in a room.
type RoomActivity struct {
	RoomID       chat.RoomID          `json:"roomId"`
	Seq          chat.Seq             `json:"seq"`
	Version      chat.Version         `json:"version"`
	ReadRev      *int64               `json:"readRev,omitempty"`
	UnreadCount  *int                 `json:"unreadCount,omitempty"`
	MentionCount *int                 `json:"mentionCount,omitempty"`
	LastMessage  *Excerpt             `json:"lastMessage,omitempty"`
	Users        map[chat.UserID]User `json:"users,omitempty"`
}

// RoomRead tells the counters after a read on another device.
type RoomRead struct {
	RoomID chat.RoomID `json:"roomId"`
	Counters
}

// RoomSummaryRequest asks for one row of the list.
type RoomSummaryRequest struct {
	RoomID chat.RoomID `json:"roomId"`
}

// RoomSummaryAnswer is one row of the list.
type RoomSummaryAnswer struct {
	Room RoomSummary `json:"room"`
}

// UserUpdated tells a new profile.
type UserUpdated struct {
	User User `json:"user"`
}

// PresenceEvent tells who is there.
type PresenceEvent struct {
	Users map[chat.UserID]Presence `json:"users"`
}

// PresenceSubscribe names the people that a client shows.
type PresenceSubscribe struct {
	UserIDs []chat.UserID `json:"userIds"`
}

// PresenceAnswer is who of them is there.
type PresenceAnswer struct {
	Users map[chat.UserID]Presence `json:"users"`
}

// SetStatus says whether the person is there or away.
type SetStatus struct {
	Status Presence `json:"status"`
}

// SentStatus asks which sends are stored.
type SentStatus struct {
	ClientIDs []string `json:"clientIds"`
}

// SentAnswer lists those that are.
type SentAnswer struct {
	Sent []MessageSaved `json:"sent"`
}

// Authenticate renews a connection's token.
type Authenticate struct {
	Token string `json:"token"`
}

// AuthenticateAnswer says how long the new one lives.
type AuthenticateAnswer struct {
	ExpiresIn int64 `json:"expiresIn" doc:"Whole seconds."`
}

// SessionEnded tells why a session is over.
type SessionEnded struct {
	Reason EndReason `json:"reason"`
}

// EndReason is why a session is over.
type EndReason string

// The reasons.
const (
	EndLoggedOut EndReason = "logged_out"
	EndRevoked   EndReason = "revoked"
	EndBanned    EndReason = "banned"
)

// RequestFailed tells what a request without acknowledgement came to.
type RequestFailed struct {
	Event    string      `json:"event"`
	RoomID   chat.RoomID `json:"roomId"`
	ClientID string      `json:"clientId,omitempty"`
	Error    WireError   `json:"error"`
}

// Sync is what a client has missed in a room, or a part of it.
type Sync struct {
	RoomID       chat.RoomID              `json:"roomId"`
	Epoch        string                   `json:"epoch"`
	Since        chat.Version             `json:"since"`
	Version      chat.Version             `json:"version"`
	Messages     []Message                `json:"messages"`
	Users        map[chat.UserID]User     `json:"users"`
	Reset        bool                     `json:"reset"`
	More         bool                     `json:"more"`
	HasBefore    *bool                    `json:"hasBefore,omitempty"`
	RulesVersion chat.Version             `json:"rulesVersion"`
	Online       []chat.UserID            `json:"online,omitzero"`
	OnlineCount  *int                     `json:"onlineCount,omitempty"`
	ReadSeqs     map[chat.UserID]chat.Seq `json:"readSeqs,omitempty"`
}

// Resync asks for sync.
type Resync struct {
	RoomID chat.RoomID  `json:"roomId"`
	Since  chat.Version `json:"since"`
}

// SendMessage asks to store a message.
type SendMessage struct {
	RoomID   chat.RoomID    `json:"roomId"`
	Content  string         `json:"content"`
	SenderID chat.UserID    `json:"senderId,omitempty"`
	ClientID string         `json:"clientId,omitempty"`
	ReplyTo  chat.MessageID `json:"replyTo,omitempty"`
}

// MessageSaved is the first result of a send.
type MessageSaved struct {
	RoomID    chat.RoomID    `json:"roomId"`
	ClientID  string         `json:"clientId"`
	ID        chat.MessageID `json:"id"`
	Seq       chat.Seq       `json:"seq"`
	Version   chat.Version   `json:"version"`
	CreatedAt Timestamp      `json:"createdAt"`
	Duplicate bool           `json:"duplicate"`
}

// SavedOf makes the payload of a send's result.
func SavedOf(s chat.Saved) MessageSaved {
	return MessageSaved{RoomID: s.Room, ClientID: s.ClientID, ID: s.ID, Seq: s.Seq, Version: s.Version, CreatedAt: Stamp(s.CreatedAt), Duplicate: s.Duplicate}
}

// ReceiveMessage brings a new message.
type ReceiveMessage struct {
	Message Message `json:"message"`
}

// MessageUpdated brings a message as it is now.
type MessageUpdated struct {
	Message Message          `json:"message"`
	Reacted []ReactionChange `json:"reacted,omitempty" doc:"What this version changed."`
}

// ReactionChange is one reaction given or taken back.
type ReactionChange struct {
	UserID chat.UserID `json:"userId"`
	Emoji  string      `json:"emoji"`
	On     bool        `json:"on"`
}

// EditMessage asks to change a text.
type EditMessage struct {
	RoomID       chat.RoomID    `json:"roomId"`
	MessageID    chat.MessageID `json:"messageId"`
	Content      string         `json:"content"`
	BaseRevision int            `json:"baseRevision"`
	OpID         string         `json:"opId,omitempty"`
}

// DeleteMessage asks to empty a message.
type DeleteMessage struct {
	RoomID    chat.RoomID    `json:"roomId"`
	MessageID chat.MessageID `json:"messageId"`
	OpID      string         `json:"opId,omitempty"`
}

// MessageAnswer is the message as it is now.
type MessageAnswer struct {
	Message   Message `json:"message"`
	Duplicate bool    `json:"duplicate"`
}

// React asks to give or take back a reaction.
type React struct {
	RoomID    chat.RoomID    `json:"roomId"`
	MessageID chat.MessageID `json:"messageId"`
	Emoji     string         `json:"emoji"`
	On        bool           `json:"on"`
}

// PinMessage asks to pin a message.
type PinMessage struct {
	RoomID    chat.RoomID    `json:"roomId"`
	MessageID chat.MessageID `json:"messageId"`
	On        bool           `json:"on"`
}

// ReactAnswer is the message as it is now.
type ReactAnswer struct {
	Message Message `json:"message"`
}

// TypingRequest says that the caller types; absent Typing means true.
type TypingRequest struct {
	RoomID chat.RoomID `json:"roomId"`
	UserID chat.UserID `json:"userId,omitempty"`
	Typing *bool       `json:"typing,omitempty"`
}

// Typing tells that somebody types.
type Typing struct {
	RoomID chat.RoomID `json:"roomId"`
	UserID chat.UserID `json:"userId"`
	Typing bool        `json:"typing"`
}

// MarkRead asks to move the read position.
type MarkRead struct {
	RoomID chat.RoomID `json:"roomId"`
	Seq    chat.Seq    `json:"seq"`
	Unread bool        `json:"unread,omitempty"`
}

// Read tells how far a member has read.
type Read struct {
	RoomID chat.RoomID `json:"roomId"`
	UserID chat.UserID `json:"userId"`
	Seq    chat.Seq    `json:"seq"`
}

// UserConnected tells that a member came online.
type UserConnected struct {
	RoomID chat.RoomID `json:"roomId"`
	UserID chat.UserID `json:"userId"`
}

// UserDisconnected tells that a member went offline.
type UserDisconnected struct {
	RoomID     chat.RoomID `json:"roomId"`
	UserID     chat.UserID `json:"userId"`
	LastSeenAt Timestamp   `json:"lastSeenAt"`
}

// MemberEvent tells a membership that began, ended or changed.
type MemberEvent struct {
	RoomID  chat.RoomID  `json:"roomId"`
	Version chat.Version `json:"version" doc:"Its system line's."`
	Member  Member       `json:"member"`
}
