package chat

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	// reactEvery is how far apart two versions of one message by reactions are at least; what comes in between is merged (mechanisms 4).
	reactEvery = 100 * time.Millisecond
	// maxMerged is how many reactions one version brings at most: the others' sends wait for no longer than it takes.
	maxMerged = 256

	maxEmoji      = 50 // distinct ones on a message
	maxEmojiBytes = 32
)

// Reacted is one reaction given (On) or taken back.
type Reacted struct {
	User  UserID
	Emoji string
	On    bool
}

// React gives or takes back a reaction and answers by done, once, when that is durable, with the message as it is then; it does not wait. What stands
// as asked is nothing to change. On a deleted message: CodeConflict; on a system line: CodeForbidden.
func (s *Service) React(actor UserID, room RoomID, id MessageID, emoji string, on bool, done func(Message, error)) {
	if err := validateEmoji(emoji); err != nil {
		done(Message{}, err)
		return
	}
	s.reactions.add(target{room, id}, wish{Reacted{actor, emoji, on}, done})
}

// validateEmoji checks what may stand as a reaction. Which characters are emoji changes with every edition of Unicode: what cannot be seen, or changes
// how text beside it is shown, is refused.
func validateEmoji(emoji string) error {
	if emoji == "" || len(emoji) > maxEmojiBytes || !utf8.ValidString(emoji) {
		return Invalid("emoji", "must have 1 to 32 bytes")
	}
	if strings.TrimFunc(emoji, invisible) == "" {
		return Invalid("emoji", "must not be blank")
	}
	if strings.ContainsFunc(emoji, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r)
	}) {
		return Invalid("emoji", "must be one emoji")
	}
	return nil
}

// target names a message.
type target struct {
	room    RoomID
	message MessageID
}

// wish is one person's reaction that waits to be stored.
type wish struct {
	Reacted
	done func(Message, error)
}

// reactions stores reactions: at most one change of a message by reactions is under way, and the next one comes reactEvery later with everything that
// has come meanwhile, so that a thousand people make some ten versions and not a thousand.
type reactions struct {
	s       *Service
	mu      sync.Mutex
	waiting map[target][]wish      // guarded by mu; a message has an entry while its last change by reactions is under way or young
	timers  map[target]*time.Timer // guarded by mu
	closed  bool                   // guarded by mu
	wg      sync.WaitGroup         // one for each entry of waiting
}

func newReactions(s *Service) *reactions {
	return &reactions{s: s, waiting: map[target][]wish{}, timers: map[target]*time.Timer{}}
}

func (r *reactions) add(p target, w wish) {
	if r.s.open.add(1) > maxOpen {
		r.answer(w, Message{}, Unavailable(errors.New("too many reactions wait")))
		return
	}
	r.mu.Lock()
	switch waiting, young := r.waiting[p]; {
	case r.closed:
		r.mu.Unlock()
		r.answer(w, Message{}, Unavailable(errors.New("closing")))
	case young:
		r.waiting[p] = append(waiting, w)
		r.mu.Unlock()
	default:
		r.waiting[p] = nil
		r.wg.Add(1)
		r.mu.Unlock()
		r.store(p, []wish{w})
	}
}

func (r *reactions) answer(w wish, m Message, err error) {
	w.done(m, err)
	r.s.open.add(-1)
}

// store commits wishes as one change. The caller has counted it in wg.
func (r *reactions) store(p target, wishes []wish) {
	var seen Message // what the last run of Apply saw, and said: the store's goroutine writes them before the outcome is given out
	var refused []error
	op := Op{Actor: wishes[0].User, Kind: KindReact, Target: p.message}
	for _, w := range wishes {
		op.About = append(op.About, w.User)
	}
	op.Apply = func(st State) (c Change, err error) {
		c, refused, err = react(st, wishes)
		if st.Target != nil {
			seen = *st.Target
		}
		return c, err
	}
	r.s.commit(p.room, []Op{op}, func(out []Outcome) {
		o := out[0]
		decided := o.Status == Committed || o.Status == NothingToDo
		for i, w := range wishes {
			switch {
			case !decided:
				r.answer(w, Message{}, o.Err)
			case refused[i] != nil:
				r.answer(w, Message{}, refused[i])
			case o.Status == Committed:
				r.answer(w, o.Change.Message, nil)
			default:
				r.answer(w, seen, nil)
			}
		}
	}, func([]Outcome) { r.stored(p) })
}

// stored lets the next change come in a while.
func (r *reactions) stored(p target) {
	r.mu.Lock()
	defer r.mu.Unlock()
	after := reactEvery
	if r.closed {
		after = 0
	}
	r.timers[p] = time.AfterFunc(after, func() { r.next(p) })
}

// next stores what has come, or forgets the message.
func (r *reactions) next(p target) {
	r.mu.Lock()
	delete(r.timers, p)
	waiting := r.waiting[p]
	n := min(len(waiting), maxMerged)
	if n == 0 {
		delete(r.waiting, p)
		r.wg.Done()
	} else {
		r.waiting[p] = waiting[n:]
	}
	r.mu.Unlock()
	if n > 0 {
		r.store(p, waiting[:n:n])
	}
}

// close stores what waits, and returns when that has been answered.
func (r *reactions) close() {
	r.mu.Lock()
	r.closed = true
	for _, t := range r.timers {
		if t.Stop() {
			t.Reset(0)
		}
	}
	r.mu.Unlock()
	r.wg.Wait()
}

// react computes what wishes make of the message. refused has an entry for each wish, nil where it stands as asked. The error is ErrNothingToDo when
// nothing is to be stored.
func react(st State, wishes []wish) (c Change, refused []error, err error) {
	refused = make([]error, len(wishes))
	if st.Target != nil {
		c.Message = *st.Target
		c.Message.Reactions = slices.Clone(c.Message.Reactions)
	}
	for i, w := range wishes {
		if refused[i] = mayReact(st, w.User); refused[i] != nil {
			continue
		}
		changed, err := with(&c.Message, w.Reacted)
		refused[i] = err
		if changed {
			c.Reacted = append(c.Reacted, w.Reacted)
		}
	}
	if len(c.Reacted) == 0 {
		return c, refused, ErrNothingToDo
	}
	return c, refused, nil
}

func mayReact(st State, user UserID) error {
	if err := mayRead(st, user); err != nil {
		return err
	}
	switch m := st.Target; {
	case m == nil:
		return Errorf(CodeNotFound, "There is no such message in this room.")
	case m.Kind == System:
		return Errorf(CodeForbidden, "The room's own lines take no reactions.")
	case !m.DeletedAt.IsZero():
		return Errorf(CodeConflict, "This message has been deleted.")
	}
	return nil
}

// with gives or takes back one reaction. Lists of people are copied before they are changed: m shares them with the message as it was.
func with(m *Message, w Reacted) (changed bool, err error) {
	i := slices.IndexFunc(m.Reactions, func(r Reaction) bool { return r.Emoji == w.Emoji })
	if i < 0 {
		if !w.On {
			return false, nil
		}
		if len(m.Reactions) >= maxEmoji {
			return false, Invalid("emoji", "this message has 50 different ones already")
		}
		m.Reactions = append(m.Reactions, Reaction{Emoji: w.Emoji, Users: []UserID{w.User}})
		return true, nil
	}
	r := &m.Reactions[i]
	at := slices.Index(r.Users, w.User)
	switch {
	case w.On == (at >= 0):
		return false, nil
	case w.On:
		r.Users = append(slices.Clip(r.Users), w.User)
	case len(r.Users) == 1:
		m.Reactions = slices.Delete(m.Reactions, i, i+1)
	default:
		r.Users = slices.Concat(r.Users[:at], r.Users[at+1:])
	}
	return true, nil
}
