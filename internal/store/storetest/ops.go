package storetest

import (
	"slices"

	"github.com/loquat-chat/loquat/internal/chat"
)

// The operations here are small versions of the service's, with the same shape: all permissions are decided in Apply on the state that it is given.

func digest(parts ...string) chat.Digest { return chat.DigestOf(parts...) }

// creation is an operation whose change is a new message with an id made beforehand.
func creation(actor chat.UserID, id string, kind chat.Kind, d chat.Digest, change func(chat.State, *chat.Message) (chat.Change, error)) chat.Op {
	message := newMessage()
	return chat.Op{Actor: actor, ID: id, Kind: kind, Digest: d, Apply: func(st chat.State) (chat.Change, error) {
		m := chat.Message{ID: message, Sender: actor, ClientID: id, Kind: chat.System, CreatedAt: st.Now}
		c, err := change(st, &m)
		c.Message = m
		return c, err
	}}
}

// text sends a message as a member.
func text(actor chat.UserID, id, content string, mentions ...chat.UserID) chat.Op {
	return creation(actor, id, chat.KindText, digest(content), func(st chat.State, m *chat.Message) (chat.Change, error) {
		if !st.Room.Exists() {
			return chat.Change{}, chat.ErrNotFound
		}
		if st.Members[actor].Role == "" {
			return chat.Change{}, chat.ErrForbidden
		}
		m.Kind, m.Content, m.Mentions = chat.Text, content, orNil(mentions)
		return chat.Change{}, nil
	})
}

// orNil is a list as stores answer it: nil when empty.
func orNil(users []chat.UserID) []chat.UserID {
	if len(users) == 0 {
		return nil
	}
	return users
}

// say is text with an id of its own.
func say(actor chat.UserID, content string, mentions ...chat.UserID) chat.Op {
	return text(actor, newID(), content, mentions...)
}

// reply sends a message that quotes target.
func reply(actor chat.UserID, content string, target chat.MessageID) chat.Op {
	op := say(actor, content)
	send := op.Apply
	op.Target = target
	op.Apply = func(st chat.State) (chat.Change, error) {
		c, err := send(st)
		if err == nil && st.Target == nil {
			err = chat.Invalid("replyTo", "is no message of this room")
		}
		c.Message.ReplyTo = &chat.Quote{ID: target}
		return c, err
	}
	return op
}

// create makes a group with actor as its owner.
func create(actor chat.UserID, set chat.Settings, founders ...chat.UserID) chat.Op {
	return creation(actor, newID(), chat.KindCreateRoom, digest(set.Name), func(st chat.State, m *chat.Message) (chat.Change, error) {
		if st.Room.Version > 0 {
			return chat.Change{}, chat.ErrNothingToDo
		}
		m.System = &chat.SystemLine{Type: chat.RoomCreated, UserIDs: founders}
		members := []chat.Member{{User: actor, Role: chat.Owner}}
		for _, f := range founders {
			members = append(members, chat.Member{User: f, Role: chat.RoleMember})
		}
		return chat.Change{Members: members, Settings: &set}, nil
	})
}

func group(name string) chat.Settings {
	return chat.Settings{Kind: chat.Group, Name: name, Visibility: chat.Public}
}

// membership sets what subject is in the room; the empty role: out. It is refused to strangers.
func membership(actor, subject chat.UserID, role chat.Role) chat.Op {
	op := creation(actor, newID()+":", chat.KindRole, digest(string(subject), string(role)), func(st chat.State, m *chat.Message) (chat.Change, error) {
		if !st.Room.Exists() {
			return chat.Change{}, chat.ErrNotFound
		}
		if st.Members[actor].Role == "" {
			return chat.Change{}, chat.ErrForbidden
		}
		if st.Members[subject].Role == role {
			return chat.Change{}, chat.ErrNothingToDo
		}
		m.System = &chat.SystemLine{Type: chat.RoleChanged, UserID: subject, Value: string(role)}
		is := chat.Member{User: subject, Role: role}
		if role == "" {
			is.Former, is.JoinedAt = st.Members[subject].Role, st.Members[subject].JoinedAt
		}
		return chat.Change{Members: []chat.Member{is}}, nil
	})
	op.About = []chat.UserID{subject}
	return op
}

// settings changes a room's settings by set.
func settings(actor chat.UserID, set func(*chat.Settings)) chat.Op {
	return creation(actor, newID()+":", chat.KindSettings, digest(), func(st chat.State, m *chat.Message) (chat.Change, error) {
		if !st.Room.Exists() {
			return chat.Change{}, chat.ErrNotFound
		}
		is := st.Room.Settings
		set(&is)
		m.System = &chat.SystemLine{Type: chat.Renamed, Value: is.Name}
		return chat.Change{Settings: &is}, nil
	})
}

// closing deletes the room.
func closing(actor chat.UserID) chat.Op {
	return creation(actor, newID()+":", chat.KindClose, digest(), func(st chat.State, m *chat.Message) (chat.Change, error) {
		if !st.Room.Exists() {
			return chat.Change{}, chat.ErrNotFound
		}
		m.System = &chat.SystemLine{Type: chat.RoomClosed}
		return chat.Change{Closed: true}, nil
	})
}

// alter changes a message that is there by f.
func alter(actor chat.UserID, id string, target chat.MessageID, f func(chat.State, *chat.Message) error) chat.Op {
	return chat.Op{Actor: actor, ID: id, Kind: "edit", Digest: digest(string(target)), Target: target, Apply: func(st chat.State) (chat.Change, error) {
		if st.Target == nil || !st.Room.Exists() {
			return chat.Change{}, chat.ErrNotFound
		}
		m := *st.Target
		err := f(st, &m)
		return chat.Change{Message: m}, err
	}}
}

// edit gives a message another text and other mentions.
func edit(actor chat.UserID, target chat.MessageID, content string, mentions ...chat.UserID) chat.Op {
	return alter(actor, newID(), target, func(st chat.State, m *chat.Message) error {
		if !m.DeletedAt.IsZero() || m.Kind != chat.Text {
			return chat.ErrForbidden
		}
		m.Content, m.Mentions, m.EditedAt = content, orNil(mentions), st.Now
		m.Revision++
		return nil
	})
}

// remove deletes a message: its place stays.
func remove(actor chat.UserID, target chat.MessageID) chat.Op {
	return alter(actor, newID(), target, func(st chat.State, m *chat.Message) error {
		if !m.DeletedAt.IsZero() {
			return chat.ErrNothingToDo
		}
		if m.Kind != chat.Text {
			return chat.ErrForbidden
		}
		m.Content, m.Mentions, m.Reactions, m.DeletedAt = "", nil, nil, st.Now
		return nil
	})
}

// react puts an emoji under a message.
func react(actor chat.UserID, target chat.MessageID, emoji string) chat.Op {
	return alter(actor, newID(), target, func(_ chat.State, m *chat.Message) error {
		m.Reactions = append(slices.Clone(m.Reactions), chat.Reaction{Emoji: emoji, Users: []chat.UserID{actor}})
		return nil
	})
}

// room makes a group and answers its id with its owner.
func (e *env) room(founders ...chat.UserID) (chat.RoomID, chat.UserID) {
	e.Helper()
	id, owner := newRoom(), newUser()
	e.committed(id, create(owner, group("room"), founders...))
	return id, owner
}
