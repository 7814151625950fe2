package mongo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/loquat-chat/loquat/internal/chat"
)

// maxAhead is how far a room's last createdAt may lie before now and still be carried on.
const maxAhead = 2 * time.Minute

// batch is one attempt to store operations: what each comes to if nobody else has written, and the rows that make it true.
type batch struct {
	c        *committer
	k        *knowledge
	items    []item
	outcomes []chat.Outcome // one for each of items
	finals   []int          // items that are refused, or change nothing
	rows     []row
	of       []int        // the item of each row
	after    []afterwards // for each row
	planned  map[opKey]int
}

type opKey struct {
	actor chat.UserID
	op    string
}

// afterwards is what follows from a row.
type afterwards struct {
	members    []chat.Member // as the change answers them
	supersedes bool          // an earlier row of the message
}

// commit gives each item an outcome.
func (s *Store) commit(c *committer, items []item) {
	for len(items) > 0 {
		outcomes := s.attempt(c, items)
		for i := range outcomes {
			items[i].job.outcomes = append(items[i].job.outcomes, outcomes[i])
		}
		items = items[len(outcomes):]
	}
}

// attempt computes and inserts, and answers the outcomes of the first items: as many as are certain. The others are computed anew.
func (s *Store) attempt(c *committer, items []item) []chat.Outcome {
	ctx, cancel := context.WithTimeout(context.Background(), opTimeout)
	defer cancel()
	b := &batch{c: c, items: items, planned: map[opKey]int{}}
	fail := func(err error) []chat.Outcome {
		c.known = nil
		out := make([]chat.Outcome, len(items))
		for i := range out {
			out[i] = unknown(c.room, asUnavailable(err))
		}
		return out
	}
	if c.known == nil {
		k, err := s.readKnowledge(ctx, c.room)
		if err != nil {
			return fail(err)
		}
		c.known = k
	}
	b.k = c.known
	if err := s.prefetch(ctx, b); err != nil {
		return fail(err)
	}
	for i := range items {
		o, err := s.compute(ctx, b, i)
		if err != nil {
			return fail(err)
		}
		b.outcomes = append(b.outcomes, o)
	}
	begun := time.Now()
	stored, err := s.insert(ctx, b)
	if err != nil {
		return fail(err)
	}
	if stored > 0 {
		s.onCommit(time.Since(begun))
		if err := s.follow(ctx, b, stored); err != nil {
			return fail(err) // stored, but not all of what follows: asking again finds the first result
		}
	}
	if stored < len(b.rows) {
		return s.collided(ctx, b, stored)
	}
	certain, err := s.confirm(ctx, b, stored > 0)
	if err != nil {
		return fail(err)
	}
	if !certain {
		c.known = nil
		return nil
	}
	return b.outcomes
}

// insert inserts the rows in their order and answers how many are stored; the one after these had a key that was taken. An error leaves their end unknown.
func (s *Store) insert(ctx context.Context, b *batch) (stored int, err error) {
	if len(b.rows) == 0 {
		return 0, nil
	}
	docs := make([]any, len(b.rows))
	for i := range b.rows {
		b.rows[i].At = millis(s.now())
		docs[i] = &b.rows[i]
	}
	_, err = s.changes.InsertMany(ctx, docs) // ordered
	var bulk mongo.BulkWriteException
	if errors.As(err, &bulk) && bulk.WriteConcernError == nil && len(bulk.WriteErrors) == 1 && mongo.IsDuplicateKeyError(bulk.WriteErrors[0]) {
		return bulk.WriteErrors[0].Index, nil
	}
	if err != nil {
		return 0, err
	}
	return len(docs), nil
}

// collided finds out why a row could not be stored: a repetition, or somebody else took the number.
func (s *Store) collided(ctx context.Context, b *batch, at int) []chat.Outcome {
	r, i := &b.rows[at], b.of[at]
	b.c.known = nil // somebody else has written
	b.finals = slices.DeleteFunc(b.finals, func(n int) bool { return n > i })
	certain, err := s.confirm(ctx, b, at > 0)
	switch {
	case err != nil:
		for _, n := range b.finals {
			b.outcomes[n] = unknown(b.c.room, asUnavailable(err))
		}
	case !certain:
		return nil
	}
	if at == 0 && i > 0 {
		return b.outcomes[:i] // the rest is looked at again, on the tail of now
	}
	op := b.items[i].op
	first, err := s.lookup(ctx, op)
	switch {
	case err != nil:
		return append(b.outcomes[:i], unknown(b.c.room, asUnavailable(err)))
	case first != nil:
		return append(b.outcomes[:i], repetition(first, op))
	}
	if r.Birth == string(r.Message) { // is it the message's id that is taken?
		var born row
		err := s.changes.FindOne(ctx, bson.M{"birth": r.Birth}).Decode(&born)
		switch {
		case errors.Is(err, mongo.ErrNoDocuments):
		case err != nil:
			return append(b.outcomes[:i], unknown(b.c.room, asUnavailable(err)))
		case born.Room != b.c.room:
			return append(b.outcomes[:i], unknown(b.c.room, chat.AsError(errors.New("the id of a message is that of a message in another room"))))
		default: // an Apply that did not look at the message that it changes
			if k, err := s.readKnowledge(ctx, b.c.room); err == nil {
				if _, err := s.message(ctx, k, r.Message); err == nil {
					b.c.known = k
				}
			}
			return b.outcomes[:i]
		}
	}
	s.pause(ctx)
	return b.outcomes[:i]
}

// pause lets whoever took the number finish: a majority may not show it yet.
func (s *Store) pause(ctx context.Context) {
	select {
	case <-time.After(time.Millisecond + rand.N(4*time.Millisecond)): //nolint:gosec // no secret
	case <-ctx.Done():
	}
}

// lookup finds the first result under an operation's actor and ID; nil if there is none, which is certain.
func (s *Store) lookup(ctx context.Context, op *chat.Op) (*row, error) {
	var r row
	err := s.certain.FindOne(ctx, bson.M{"op": op.ID, "actor": op.Actor}).Decode(&r)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil //nolint:nilnil // no row is no error
	}
	return &r, err
}

// repetition is the outcome of an operation under whose actor and ID a row stands already.
func repetition(first *row, op *chat.Op) chat.Outcome {
	if !first.repeats(op) {
		return chat.Outcome{Status: chat.Refused, Room: first.Room, Err: chat.ErrClientIDReused}
	}
	return first.first()
}

// confirm makes sure that what is refused, or changes nothing, is so on the tail of now: the rows of the batch have proved it, or nothing stands under
// the next number. And what was stored before has its first result, whatever would become of it today.
func (s *Store) confirm(ctx context.Context, b *batch, proved bool) (certain bool, err error) {
	if len(b.finals) == 0 {
		return true, nil
	}
	if !proved {
		err := s.certain.FindOne(ctx, bson.M{"_id": rowID(b.c.room, b.k.room.Version+1)}).Err()
		if err == nil {
			return false, nil
		}
		if !errors.Is(err, mongo.ErrNoDocuments) {
			return false, err
		}
	}
	var keys []string
	for _, i := range b.finals {
		keys = append(keys, b.items[i].op.ID)
	}
	cursor, err := s.changes.Find(ctx, bson.M{"op": bson.M{"$in": keys}})
	if err != nil {
		return false, err
	}
	var found []row
	if err := cursor.All(ctx, &found); err != nil {
		return false, err
	}
	for _, i := range b.finals {
		op := b.items[i].op
		for n := range found {
			if found[n].Op == op.ID && found[n].Actor == op.Actor && b.planned[opKey{op.Actor, op.ID}] == 0 {
				b.outcomes[i] = repetition(&found[n], op)
			}
		}
	}
	return true, nil
}

// compute decides one operation on the state as of the ones before it.
func (s *Store) compute(ctx context.Context, b *batch, i int) (chat.Outcome, error) {
	op, now := b.items[i].op, s.now()
	if !op.Deadline.IsZero() && now.After(op.Deadline) {
		return unknown(b.c.room, chat.Unavailable(context.DeadlineExceeded)), nil
	}
	if n := b.planned[opKey{op.Actor, op.ID}]; n > 0 {
		return repetition(&b.rows[n-1], op), nil
	}
	state, err := s.state(ctx, b.k, op, now)
	if err != nil {
		return chat.Outcome{}, err
	}
	change, err := applyOp(op, state)
	var refusal *chat.Error
	switch {
	case errors.Is(err, chat.ErrNothingToDo):
		b.finals = append(b.finals, i)
		return chat.Outcome{Status: chat.NothingToDo, Room: b.c.room}, nil
	case errors.Is(err, errApply):
		return unknown(b.c.room, chat.AsError(err)), nil
	case errors.As(err, &refusal):
		b.finals = append(b.finals, i)
		return chat.Outcome{Status: chat.Refused, Room: b.c.room, Err: refusal}, nil
	case err != nil:
		return unknown(b.c.room, chat.AsError(err)), nil
	case b.k.room.Closed: // nothing follows the last change
		b.finals = append(b.finals, i)
		return chat.Outcome{Status: chat.Refused, Room: b.c.room, Err: chat.ErrNotFound}, nil
	}
	return s.plan(ctx, b, i, state, change)
}

// createdAt is now, or the time of the room's last message if that is later: time does not run backwards in a room. But a clock that was far ahead
// once does not hold a room in the future.
func createdAt(now, last time.Time) time.Time {
	now = rounded(now)
	if last.After(now) && last.Sub(now) <= maxAhead {
		return last
	}
	return now
}

// errApply is in the chain of the error of an Apply that cannot be right.
var errApply = errors.New("an operation's Apply is wrong")

// applyOp calls Apply; a panic in it is that operation's error.
func applyOp(op *chat.Op, state chat.State) (c chat.Change, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: it panicked: %v", errApply, r)
		}
	}()
	c, err = op.Apply(state)
	switch {
	case err != nil:
	case c.Message.ID == "":
		err = fmt.Errorf("%w: its change has no message", errApply)
	case state.Room.Version == 0 && (c.Settings == nil || c.Closed):
		err = fmt.Errorf("%w: its change would make a room without settings", errApply)
	}
	return c, err
}

func asUnavailable(err error) *chat.Error {
	var e *chat.Error
	if errors.As(err, &e) {
		return e
	}
	return chat.Unavailable(err)
}
