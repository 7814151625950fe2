package chat

import "slices"

// After is what a member has not read after the next change of the room, without counting again. known is false when only a recount can tell:
// the change is not the next one, or it is an edit or a deletion.
func (c Counters) After(change *Change, user UserID) (next Counters, known bool) {
	m := &change.Message
	if m.Version != c.Version+1 || change.Closed {
		return c, false
	}
	if len(change.Reacted) > 0 {
		c.Version = m.Version
		return c, true
	}
	if !change.Created {
		return c, false
	}
	for _, changed := range change.Members {
		if changed.User == user {
			return c, false // their read position may have been set by it
		}
	}
	c.Version = m.Version
	if m.Kind == Text && m.Sender != user {
		c.Unread = min(c.Unread+1, MaxCount)
		if slices.Contains(m.Mentions, user) {
			c.Mentions = min(c.Mentions+1, MaxCount)
		}
	}
	return c, true
}
