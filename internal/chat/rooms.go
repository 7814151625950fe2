package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// NewRoom is what a person asks to create.
type NewRoom struct {
	Name       string
	Topic      string
	Visibility Visibility
	Members    []UserID // founding members beside the creator
}

// CreateRoom creates a group with the caller as its owner. key is the caller's Idempotency-Key or empty; repeated, it answers the first room.
func (s *Service) CreateRoom(ctx context.Context, actor UserID, in NewRoom, key string) (RoomView, error) {
	set, err := validateSettings(Settings{Kind: Group, Name: in.Name, Topic: in.Topic, Visibility: in.Visibility})
	if err != nil {
		return RoomView{}, err
	}
	founders, err := s.founders(ctx, actor, in.Members)
	if err != nil {
		return RoomView{}, err
	}
	name, err := s.nameOf(ctx, actor)
	if err != nil {
		return RoomView{}, err
	}
	digest := DigestOf(string(KindCreateRoom), in.Name, in.Topic, string(in.Visibility), joinIDs(in.Members))
	id := RoomID(s.newID())
	room, _, err := s.found(ctx, actor, id, key, KindCreateRoom, digest, set, name+" created the room", founders)
	return room, err
}

// founders checks that everybody exists, each once, without the creator.
func (s *Service) founders(ctx context.Context, actor UserID, ids []UserID) ([]UserID, error) {
	var out []UserID
	for _, id := range ids {
		if id != actor && !slices.Contains(out, id) {
			out = append(out, id)
		}
		if len(out) > maxFounders {
			return nil, Invalid("memberIds", fmt.Sprintf("has at most %d entries", maxFounders))
		}
	}
	found, err := s.users.get(ctx, out)
	if err != nil {
		return nil, err
	}
	if len(found) < len(out) {
		return nil, Invalid("memberIds", "names somebody who does not exist")
	}
	return out, nil
}

func joinIDs(ids []UserID) string {
	var b strings.Builder
	for _, id := range ids {
		b.WriteString(string(id))
		b.WriteByte(',')
	}
	return b.String()
}

// found makes a room by its first change, room_created, and says whether it was made now.
func (s *Service) found(ctx context.Context, actor UserID, id RoomID, key string, kind Kind, digest Digest, set Settings, sentence string, others []UserID) (room RoomView, made bool, err error) {
	if err := s.checkKey(key); err != nil {
		return RoomView{}, false, err
	}
	line := SystemLine{Type: RoomCreated, UserIDs: append([]UserID{actor}, others...)}
	message := s.systemMessage(id, actor, line, sentence)
	founder := Owner
	if set.Kind == Direct {
		founder = RoleMember
	}
	out, err := s.wait(ctx, id, Op{
		Actor: actor, ID: key, Kind: kind, Digest: digest,
		Apply: func(st State) (Change, error) {
			if st.Room.Version > 0 {
				return Change{}, ErrNothingToDo
			}
			members := []Member{{Room: id, User: actor, Role: founder}}
			for _, u := range others {
				members = append(members, Member{Room: id, User: u, Role: RoleMember})
			}
			m := message
			m.CreatedAt = st.Now
			return Change{Message: m, Members: members, Settings: &set}, nil
		},
	})
	if err != nil {
		return RoomView{}, false, err
	}
	if out[0].Status == Committed {
		room, err = s.view(ctx, actor, out[0].Change.Room)
		return room, true, err
	}
	if out[0].Status == Duplicate {
		id = out[0].Room
	}
	room, err = s.Room(ctx, actor, id)
	return room, false, err
}

func (s *Service) systemMessage(room RoomID, actor UserID, line SystemLine, sentence string) Message {
	return Message{
		ID: MessageID(s.newID()), Room: room, Kind: System, Sender: actor, ClientID: "s:" + s.newID(),
		Content: sentence, System: &line,
	}
}

func (s *Service) checkKey(key string) error {
	if key == "" {
		return nil
	}
	return validateOpID("Idempotency-Key", key)
}

// OpenDirect answers the direct room of two people, the same for both in whichever order, and whether it was made now.
func (s *Service) OpenDirect(ctx context.Context, actor, peer UserID) (room RoomView, created bool, err error) {
	if peer == actor {
		return RoomView{}, false, Invalid("userId", "is your own")
	}
	if _, err := s.nameOf(ctx, peer); err != nil {
		return RoomView{}, false, err
	}
	id := DirectRoomID(actor, peer)
	r, err := s.store.Room(ctx, id)
	if err == nil {
		room, err = s.view(ctx, actor, r)
		return room, false, err
	}
	if !errors.Is(err, ErrNotFound) {
		return RoomView{}, false, err
	}
	set := Settings{Kind: Direct, Visibility: Private, Pair: sortedPair(actor, peer)}
	digest := DigestOf(string(KindOpenDirect), string(id))
	return s.found(ctx, actor, id, "", KindOpenDirect, digest, set, "A direct chat began", []UserID{peer})
}

// RoomPatch is what a person asks to change of a room; nil leaves it as it is.
type RoomPatch struct {
	Name, Topic *string
	Visibility  *Visibility
}

// UpdateRoom changes a room's settings, all that is asked or nothing: one line in the room's log for each that differs.
func (s *Service) UpdateRoom(ctx context.Context, actor UserID, room RoomID, p RoomPatch, key string) (RoomView, error) {
	if err := s.checkKey(key); err != nil {
		return RoomView{}, err
	}
	ops, err := s.settingsOps(ctx, actor, room, p, key)
	if err != nil {
		return RoomView{}, err
	}
	if len(ops) > 0 {
		if _, err := s.wait(ctx, room, ops...); err != nil {
			return RoomView{}, err
		}
	}
	return s.Room(ctx, actor, room)
}

// setting is one field of a patch: the line that tells it, and what it does.
type setting struct {
	line     SystemLine
	sentence string
	set      func(*Settings)
}

// settingsOps makes one operation for each field of a patch; each needs the rights that the whole patch needs, so that none is done alone.
func (s *Service) settingsOps(ctx context.Context, actor UserID, room RoomID, p RoomPatch, key string) ([]Op, error) {
	name, err := s.nameOf(ctx, actor)
	if err != nil {
		return nil, err
	}
	needs := ActRename
	var all []setting
	if p.Name != nil {
		value, err := line("name", *p.Name, 1, MaxRoomName)
		if err != nil {
			return nil, err
		}
		all = append(all, setting{SystemLine{Type: Renamed, Value: value}, name + " renamed the room to " + value, func(s *Settings) { s.Name = value }})
	}
	if p.Topic != nil {
		value, err := line("topic", *p.Topic, 0, MaxTopic)
		if err != nil {
			return nil, err
		}
		all = append(all, setting{SystemLine{Type: TopicChanged, Value: value}, name + " set the topic to " + value, func(s *Settings) { s.Topic = value }})
	}
	if p.Visibility != nil {
		value := *p.Visibility
		if value != Public && value != Private {
			return nil, Invalid("visibility", "must be public or private")
		}
		needs = ActManage
		all = append(all, setting{SystemLine{Type: VisibilitySet, Value: string(value)}, name + " made the room " + string(value), func(s *Settings) { s.Visibility = value }})
	}
	asked := []string{string(KindSettings), string(room)} // the whole patch: part of it under the same key is another request
	for _, one := range all {
		asked = append(asked, string(one.line.Type), one.line.Value)
	}
	ops := make([]Op, len(all))
	for i, one := range all {
		opID := key
		if key != "" && i > 0 {
			opID = fmt.Sprintf("%s:%d", key, i)
		}
		ops[i] = s.settingOp(actor, room, opID, needs, one)
		ops[i].Digest = DigestOf(asked...)
	}
	return ops, nil
}

func (s *Service) settingOp(actor UserID, room RoomID, opID string, needs Action, one setting) Op {
	message := s.systemMessage(room, actor, one.line, one.sentence)
	return Op{
		Actor: actor, ID: opID, Kind: KindSettings,
		Apply: func(st State) (Change, error) {
			if err := may(st, actor, needs); err != nil {
				return Change{}, err
			}
			set := st.Room.Settings
			one.set(&set)
			if set == st.Room.Settings {
				return Change{}, ErrNothingToDo
			}
			m := message
			m.CreatedAt = st.Now
			return Change{Message: m, Settings: &set}, nil
		},
	}
}

// DeleteRoom closes a room for ever; its contents are emptied.
func (s *Service) DeleteRoom(ctx context.Context, actor UserID, room RoomID, key string) error {
	if err := s.checkKey(key); err != nil {
		return err
	}
	name, err := s.nameOf(ctx, actor)
	if err != nil {
		return err
	}
	message := s.systemMessage(room, actor, SystemLine{Type: RoomClosed}, name+" deleted the room")
	_, err = s.wait(ctx, room, Op{
		Actor: actor, ID: key, Kind: KindClose, Digest: DigestOf(string(KindClose), string(room)),
		Apply: func(st State) (Change, error) {
			if err := may(st, actor, ActManage); err != nil {
				return Change{}, err
			}
			m := message
			m.CreatedAt = st.Now
			return Change{Message: m, Closed: true}, nil
		},
	})
	return err
}

// may answers the refusal if actor may not do a in the room as it is; strangers learn of public rooms only.
func may(st State, actor UserID, a Action) error {
	m, ok := st.Members[actor]
	switch {
	case !st.Room.Exists():
		return ErrNotFound
	case !ok && st.Room.Visibility != Public:
		return ErrNotFound
	case !ok || !Can(st.Room.Kind, m.Role, a):
		return ErrForbidden
	}
	return nil
}
