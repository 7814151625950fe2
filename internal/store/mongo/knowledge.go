package mongo

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/loquat-chat/loquat/internal/chat"
)

// maxKnown bounds the messages, and the memberships, that are kept of one room.
const maxKnown = 500

// knowledge is what a node knows of a room as of a tail: read after that tail, or written by this node. As long as nobody else writes it stays true, and
// an insert under the next number proves that nobody has.
type knowledge struct {
	room     chat.Room
	members  map[chat.UserID]*chat.Member // nil: out
	messages map[chat.MessageID]*chat.Message
}

// latest sorts by version, the greatest first.
var latest = options.FindOne().SetSort(bson.D{{Key: "version", Value: -1}})

// readTail reads a room's row with the greatest version; a row without a version if there is no such room.
func (s *Store) readTail(ctx context.Context, room chat.RoomID) (row, error) {
	var r row
	err := s.changes.FindOne(ctx, bson.M{"room": room}, latest).Decode(&r)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return row{}, nil
	}
	return r, err
}

func (s *Store) readKnowledge(ctx context.Context, room chat.RoomID) (*knowledge, error) {
	r, err := s.readTail(ctx, room)
	if err != nil {
		return nil, err
	}
	k := &knowledge{members: map[chat.UserID]*chat.Member{}, messages: map[chat.MessageID]*chat.Message{}}
	if r.Version > 0 {
		k.room = r.room()
	}
	return k, nil
}

// prefetch reads the memberships and messages that a batch looks at, all of them after the tail.
func (s *Store) prefetch(ctx context.Context, b *batch) error {
	k := b.k
	if len(k.members) > maxKnown {
		clear(k.members)
	}
	if len(k.messages) > maxKnown {
		clear(k.messages)
	}
	if k.room.Version == 0 {
		return nil
	}
	var users []chat.UserID
	var ids []chat.MessageID
	for _, it := range b.items {
		for _, user := range append([]chat.UserID{it.op.Actor}, it.op.About...) {
			if _, known := k.members[user]; !known && !k.room.Closed {
				users = append(users, user)
				k.members[user] = nil
			}
		}
		if id := it.op.Target; id != "" && k.messages[id] == nil {
			ids = append(ids, id)
		}
	}
	if len(users) > 0 {
		if err := s.readMembers(ctx, k, users); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := s.readMessages(ctx, k.room.ID, bson.M{"message": bson.M{"$in": ids}})
	if err != nil {
		return err
	}
	for i := range found {
		k.messages[found[i].ID] = &found[i]
	}
	return nil
}

// readMembers reads what people are in a room: for each the row with the greatest version that names them.
func (s *Store) readMembers(ctx context.Context, k *knowledge, users []chat.UserID) error {
	cursor, err := s.changes.Find(ctx, bson.M{"room": k.room.ID, "subjects.user": bson.M{"$in": users}},
		options.Find().SetSort(bson.D{{Key: "version", Value: 1}}).SetProjection(bson.M{"subjects": 1, "room": 1, "version": 1}))
	if err != nil {
		return err
	}
	var rows []row
	if err := cursor.All(ctx, &rows); err != nil {
		return err
	}
	for _, r := range rows {
		for _, sub := range r.Subjects {
			if !slices.Contains(users, sub.User) {
				continue
			}
			k.members[sub.User] = nil
			if sub.Role != "" {
				m := sub.member(r.Room)
				k.members[sub.User] = &m
			}
		}
	}
	return nil
}

// member is somebody's membership, nil if they are out.
func (s *Store) member(ctx context.Context, k *knowledge, user chat.UserID) (*chat.Member, error) {
	m, known := k.members[user]
	if known || k.room.Version == 0 || k.room.Closed {
		return m, nil
	}
	if err := s.readMembers(ctx, k, []chat.UserID{user}); err != nil {
		return nil, err
	}
	m = k.members[user]
	k.members[user] = m
	return m, nil
}

// message reads a message of the room, nil if it is not there.
func (s *Store) message(ctx context.Context, k *knowledge, id chat.MessageID) (*chat.Message, error) {
	if m := k.messages[id]; m != nil || k.room.Version == 0 {
		return m, nil
	}
	found, err := s.readMessages(ctx, k.room.ID, bson.M{"message": id})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	k.messages[id] = &found[0]
	return &found[0], nil
}

// state is what Apply may look at.
func (s *Store) state(ctx context.Context, k *knowledge, op *chat.Op, now time.Time) (chat.State, error) {
	st := chat.State{
		Room: k.room, Members: make(map[chat.UserID]chat.Member, 1+len(op.About)),
		Now: createdAt(now, k.room.ActiveAt), Version: k.room.Version + 1, Seq: k.room.Seq + 1,
	}
	for _, user := range append([]chat.UserID{op.Actor}, op.About...) {
		m, err := s.member(ctx, k, user)
		if err != nil {
			return st, err
		}
		if m != nil {
			st.Members[user] = *m
		}
	}
	if op.Target == "" {
		return st, nil
	}
	m, err := s.message(ctx, k, op.Target)
	if err != nil || m == nil {
		return st, err
	}
	target := *m
	if target.ReplyTo != nil {
		if target.ReplyTo, err = s.quote(ctx, k, target.ReplyTo.ID); err != nil {
			return st, err
		}
	}
	st.Target = &target
	return st, nil
}

// quote is a message as one that replies to it shows it.
func (s *Store) quote(ctx context.Context, k *knowledge, id chat.MessageID) (*chat.Quote, error) {
	m, err := s.message(ctx, k, id)
	if err != nil || m == nil {
		return &chat.Quote{ID: id}, err
	}
	return chat.QuoteOf(*m), nil
}

// plan makes the row of a change and carries it out in what is known.
func (s *Store) plan(ctx context.Context, b *batch, i int, st chat.State, c chat.Change) (chat.Outcome, error) {
	k, op := b.k, b.items[i].op
	room := k.room
	room.ID, room.Version = b.c.room, st.Version
	if c.Settings != nil {
		set := *c.Settings
		if room.Version > 1 { // these two are for ever
			set.Kind, set.Pair = room.Kind, room.Pair
		}
		room.Settings = set
	}
	if c.Members != nil || c.Settings != nil || c.Closed {
		room.RulesVersion = room.Version
	}
	room.Closed = c.Closed
	if room.Version == 1 {
		room.CreatedAt, room.ActiveAt = st.Now, st.Now
	}
	m, created := c.Message, false
	m.Room, m.Version = room.ID, room.Version
	before := k.messages[m.ID]
	if created = before == nil; created {
		m.Seq, m.CreatedAt = st.Seq, st.Now
		room.Seq, room.ActiveAt = m.Seq, m.CreatedAt
	} else {
		m.Seq, m.Kind, m.Sender, m.ClientID, m.CreatedAt = before.Seq, before.Kind, before.Sender, before.ClientID, before.CreatedAt
	}
	r := row{
		ID: rowID(room.ID, room.Version), Room: room.ID, Version: room.Version, Place: m.Seq, Message: m.ID, Birth: rowID(room.ID, room.Version),
		Seq: m.Seq, CreatedAt: millis(m.CreatedAt), Kind: op.Kind, Actor: op.Actor, Op: op.ID, Digest: op.Digest[:], Subjects: []subject{}, State: stateOf(&m),
	}
	if created {
		r.Birth = string(m.ID)
	}
	c.Members = slices.Clone(c.Members)
	for n := range c.Members {
		is, err := s.planMember(ctx, k, &room, c.Members[n], &m)
		if err != nil {
			return chat.Outcome{}, err
		}
		c.Members[n] = is
		r.Subjects = slices.DeleteFunc(r.Subjects, func(sub subject) bool { return sub.User == is.User }) // who is named twice is what they are last
		r.Subjects = append(r.Subjects, subject{User: is.User, Role: is.Role, JoinedAt: millis(is.JoinedAt), JoinedSeq: is.JoinedSeq})
	}
	if c.Closed {
		room.MemberCount, room.Owners = 0, 0
		clear(k.members)
	}
	r.Tail = tailOf(room)
	kept := m
	k.room, k.messages[m.ID] = room, &kept
	if m.ReplyTo != nil {
		quote, err := s.quote(ctx, k, m.ReplyTo.ID)
		if err != nil {
			return chat.Outcome{}, err
		}
		m.ReplyTo = quote
	}
	c.Message, c.Room, c.Created = m, room, created
	b.rows, b.of = append(b.rows, r), append(b.of, i)
	b.after = append(b.after, afterwards{members: c.Members, supersedes: !created})
	b.planned[opKey{op.Actor, op.ID}] = len(b.rows)
	return chat.Outcome{
		Status: chat.Committed, Room: room.ID, MessageID: m.ID, Seq: m.Seq, Version: m.Version, CreatedAt: m.CreatedAt, Change: c,
	}, nil
}

// planMember carries a membership out in what is known, keeps the room's counts, and answers it whole but for what was read.
func (s *Store) planMember(ctx context.Context, k *knowledge, room *chat.Room, m chat.Member, line *chat.Message) (chat.Member, error) {
	before, err := s.member(ctx, k, m.User)
	if err != nil {
		return m, err
	}
	if before != nil {
		room.MemberCount--
		room.Owners -= owns(before.Role)
	}
	m.Room = room.ID
	if m.Role == "" {
		k.members[m.User] = nil
		return m, nil
	}
	is := chat.Member{Room: room.ID, User: m.User, JoinedAt: line.CreatedAt, JoinedSeq: line.Seq, ReadSeq: line.Seq, Receipt: line.Seq}
	if before != nil {
		is = *before
	}
	is.Role = m.Role
	room.MemberCount++
	room.Owners += owns(is.Role)
	k.members[m.User] = &is
	return is, nil
}

func owns(r chat.Role) int {
	if r == chat.Owner {
		return 1
	}
	return 0
}
