package protocol

import (
	"slices"

	"github.com/loquat-chat/loquat/internal/chat"
)

// UserOf makes the payload of a user.
func UserOf(u chat.User) User {
	return User{ID: u.ID, Username: u.Username, DisplayName: u.DisplayName, CreatedAt: Stamp(u.CreatedAt), Role: u.Role, Rev: u.Rev}
}

// UsersOf makes the payloads of users, by id.
func UsersOf(users map[chat.UserID]chat.User) map[chat.UserID]User {
	out := make(map[chat.UserID]User, len(users))
	for id, u := range users {
		out[id] = UserOf(u)
	}
	return out
}

// RoomOf makes the payload of a room.
func RoomOf(v chat.RoomView) Room {
	r := Room{
		ID: v.ID, Kind: v.Kind, Name: v.Name, Topic: v.Topic, Visibility: v.Visibility, CreatedAt: Stamp(v.CreatedAt),
		MemberCount: v.MemberCount, Seq: v.Seq, Version: v.Version,
	}
	if v.PeerUser != nil {
		u := UserOf(*v.PeerUser)
		r.Peer = &u
	}
	return r
}

// SummaryOf makes the payload of a row of a person's list.
func SummaryOf(s chat.Summary) RoomSummary {
	out := RoomSummary{
		Room: RoomOf(s.RoomView), Role: s.Role, ReadSeq: s.Counters.ReadSeq, ReadRev: s.Counters.ReadRev,
		UnreadCount: s.Counters.Unread, MentionCount: s.Counters.Mentions,
	}
	if s.Last != nil {
		out.LastMessage = ExcerptOf(*s.Last, s.LastSender)
	}
	return out
}

// SummariesOf makes the payload of a person's list; never nil.
func SummariesOf(list []chat.Summary) []RoomSummary {
	out := make([]RoomSummary, len(list))
	for i := range list {
		out[i] = SummaryOf(list[i])
	}
	return out
}

// ExcerptOf makes the beginning of a message.
func ExcerptOf(m chat.Message, sender chat.User) *Excerpt {
	return &Excerpt{
		ID: m.ID, Seq: m.Seq, SenderID: m.Sender, SenderName: sender.DisplayName, Kind: m.Kind,
		Excerpt: chat.Excerpt(m.Content), CreatedAt: Stamp(m.CreatedAt), DeletedAt: stampOrNone(m.DeletedAt),
	}
}

// MemberOf makes the payload of a member.
func MemberOf(m chat.MemberView) Member {
	return Member{UserID: m.User, User: UserOf(m.Profile), Role: m.Role, JoinedAt: Stamp(m.JoinedAt)}
}

// MessageOf makes the payload of a message for one viewer; for an empty viewer (what goes to everybody) myReactions stays unknown.
func MessageOf(m chat.Message, viewer chat.UserID) Message {
	out := Message{
		ID: m.ID, RoomID: m.Room, Seq: m.Seq, Version: m.Version, Kind: m.Kind, SenderID: m.Sender, ClientID: m.ClientID,
		Content: m.Content, Revision: m.Revision, CreatedAt: Stamp(m.CreatedAt), EditedAt: stampOrNone(m.EditedAt),
		DeletedAt: stampOrNone(m.DeletedAt), Reactions: make([]Reaction, len(m.Reactions)), Mentions: m.Mentions, Attachments: []Attachment{},
	}
	if out.Mentions == nil {
		out.Mentions = []chat.UserID{}
	}
	for i, r := range m.Reactions {
		out.Reactions[i] = Reaction{Emoji: r.Emoji, Count: len(r.Users), UserIDs: r.Users[:min(len(r.Users), chat.ShownReactors)]}
	}
	if viewer != "" {
		out.MyReactions = []string{}
		for _, r := range m.Reactions {
			if slices.Contains(r.Users, viewer) {
				out.MyReactions = append(out.MyReactions, r.Emoji)
			}
		}
	}
	if q := m.ReplyTo; q != nil {
		out.ReplyTo = &ReplyRef{ID: q.ID, Seq: q.Seq, SenderID: q.Sender, Excerpt: q.Excerpt, DeletedAt: stampOrNone(q.DeletedAt)}
	}
	if l := m.System; l != nil {
		out.System = &SystemLine{Type: l.Type, UserID: l.UserID, UserIDs: l.UserIDs, Value: l.Value}
	}
	return out
}

// UpdatedOf makes the payload that tells everybody a message as it is now, and which reactions this version gave or took back.
func UpdatedOf(m chat.Message, reacted []chat.Reacted) MessageUpdated {
	out := MessageUpdated{Message: MessageOf(m, "")}
	for _, r := range reacted {
		out.Reacted = append(out.Reacted, ReactionChange{UserID: r.User, Emoji: r.Emoji, On: r.On})
	}
	return out
}

// MessagesOf makes the payloads of messages; never nil.
func MessagesOf(messages []chat.Message, viewer chat.UserID) []Message {
	out := make([]Message, len(messages))
	for i := range messages {
		out[i] = MessageOf(messages[i], viewer)
	}
	return out
}

// PageOf makes the payload of a page of history.
func PageOf(h chat.History, viewer chat.UserID) MessagePage {
	return MessagePage{
		Messages: MessagesOf(h.Messages, viewer), Users: UsersOf(h.Users), Version: h.Version,
		HasBefore: h.HasBefore, HasAfter: h.HasAfter,
	}
}

// CountersOf makes the payload of counters.
func CountersOf(c chat.Counters) Counters {
	return Counters{Version: c.Version, ReadSeq: c.ReadSeq, ReadRev: c.ReadRev, UnreadCount: c.Unread, MentionCount: c.Mentions}
}

// ErrorOf makes the payload of any error; the cause of an internal one is not shown.
func ErrorOf(err error) WireError {
	e := chat.AsError(err)
	out := WireError{Code: e.Code, Message: e.Message, RetryAfterMs: e.RetryAfter.Milliseconds()}
	if m, ok := e.Details.(chat.Message); ok {
		p := MessageOf(m, "")
		out.Details = &ErrorDetail{Message: &p}
	}
	return out
}
