package chat

import (
	"context"
	"time"
)

// Kind names what an operation asks for. A repetition counts as one only if its Kind and Digest agree with the first.
type Kind string

// The kinds of operations.
const (
	KindText       Kind = "text"
	KindEdit       Kind = "edit"
	KindDelete     Kind = "delete"
	KindReact      Kind = "react"
	KindCreateRoom Kind = "create_room"
	KindOpenDirect Kind = "open_direct"
	KindJoin       Kind = "join"
	KindAdd        Kind = "add"
	KindLeave      Kind = "leave"
	KindRemove     Kind = "remove"
	KindRole       Kind = "role"
	KindSettings   Kind = "settings"
	KindClose      Kind = "close"
)

// Digest is SHA-256 of what was asked, as received ([DigestOf]).
type Digest [32]byte

// Op is one operation on one room: data, and a pure function that the store runs inside its commit, as often as it must.
type Op struct {
	Actor    UserID
	ID       string // unique for the actor over all rooms, for ever: a creation's clientId, an Idempotency-Key, or one made by the server (contains ':')
	Kind     Kind
	Digest   Digest
	Target   MessageID // the message that Apply looks at: the one to change, or the one replied to; empty for none
	About    []UserID  // whose memberships Apply looks at beside the actor's
	Deadline time.Time // held longer than until here it is dropped and its outcome is Unknown; looked at each time it is computed. Zero: none

	// Apply computes the change from the state as of the number before, and from nothing else: it may run more than once, and what its last run said
	// is what counts. It answers the change, ErrNothingToDo, or a refusal (*Error).
	Apply func(State) (Change, error)
}

// State is what Apply may look at: all of it as of the number before. It must not be altered.
type State struct {
	Room    Room              // the zero Room if there is none yet
	Members map[UserID]Member // the actor and About; absent for strangers
	Target  *Message          // Op.Target as it is, nil if it is not in this room
	Now     time.Time         // createdAt for a creation: never before the room's last one, in milliseconds
	Version Version           // the number that the change will have
	Seq     Seq               // the number that a creation will have
}

// Change is one number of a room's log. Apply fills in Message (its ID; Seq and Version are the store's), Members, Settings and Closed;
// the store answers it with everything numbered and Room as of the change.
type Change struct {
	Message  Message   // as it is after the change; a creation if its ID was not in the room before
	Members  []Member  // memberships from here on: the new Role, empty for those who are out
	Settings *Settings // the room's settings from here on; nil if they stay
	Closed   bool      // the room ends with this change
	Reacted  []Reacted // the reactions that it gives and takes back; it changes nothing else then. Not stored

	Unmentioned []UserID // whom the message mentioned before and does not now. Not stored

	Room    Room // as of this change; set by the store
	Created bool // Message is new (it took the next Seq); set by the store
}

// Status is how an operation ended.
type Status int

// The outcomes of an operation.
const (
	Unknown     Status = iota // it may or may not have been stored; asking again with the same ID tells. Err says why
	Committed                 // durable
	Duplicate                 // of an earlier one: Outcome has the first result
	NothingToDo               // the state is already as asked
	Refused                   // by Apply, or because the ID was used for something else; final. Err is the refusal
)

// Outcome is what became of one operation.
type Outcome struct {
	Status    Status
	Room      RoomID // of the first result, for a duplicate: it can be another room than the one asked
	MessageID MessageID
	Seq       Seq
	Version   Version
	CreatedAt time.Time // of the message, at its creation
	Change    Change    // for Committed
	Err       error     // *Error, for Refused and Unknown
}

// RoomLog stores rooms. storetest proves these sentences for every store:
//
//   - Version runs 1, 2, 3 … in each room, one number for each change; Seq runs 1, 2, 3 … over creations. No number is skipped or given out twice.
//   - Everything that a change depends on is as of the number before it; within a batch each operation sees the ones before it.
//   - A repeated (Actor, ID) gets the first result, for ever, whatever has become of the message, the membership or the room.
//   - Nothing that was numbered is ever removed, only emptied.
type RoomLog interface {
	// Commit takes up ops in their order, after everything that earlier calls brought for this room, and returns at once. done is called exactly
	// once, when the committed ones are durable, with one Outcome for each op. For one room the calls of done come one after the other in the order
	// of version. done must not block; it runs on a goroutine of the store's, which is never the one that writes. A store that is closed or
	// overloaded calls done with Unknown outcomes.
	Commit(room RoomID, ops []Op, done func([]Outcome))

	// Changes reads the messages changed after since as they are now, ascending by version, at most limit of them and about maxBytes of content
	// (always at least one if there is any). through is the greatest version that was read, since if nothing was; more says that there is more.
	Changes(ctx context.Context, room RoomID, since Version, limit, maxBytes int) (changed []Message, through Version, more bool, err error)
	// CountChanged counts the messages changed after since, up to max.
	CountChanged(ctx context.Context, room RoomID, since Version, max int) (int, error)
	// Page reads messages by seq, ascending. Version is the room's, read before them. An empty room or window is no error.
	Page(ctx context.Context, room RoomID, w Window) (Page, error)
	// Message reads one message as it is now: ErrNotFound if it is not in the room.
	Message(ctx context.Context, room RoomID, id MessageID) (Message, error)
	// Sent answers which texts of sender with these clientIds are stored; absent ones are left out. It never answers "not stored" unless it is sure.
	Sent(ctx context.Context, sender UserID, clientIDs []string) ([]SentMessage, error)
}

// Sweeper is a store that several nodes write to.
type Sweeper interface {
	// Sweep reads what was committed after a time that it answered before (zero: lately), and some of what was committed before that: for each
	// room how far it has come, and whose memberships changed. A commit that ended before Sweep was called is in this answer or an earlier one.
	Sweep(ctx context.Context, after time.Time) (news []News, until time.Time, err error)
}

// News is how far a room has come.
type News struct {
	Room    RoomID
	Version Version
	Members []Member // whose memberships changed lately, as they are now: without a role for those who are out
}

// SentMessage is the first result of a creation.
type SentMessage struct {
	Room      RoomID
	ClientID  string
	MessageID MessageID
	Seq       Seq
	Version   Version
	CreatedAt time.Time
}

// Window chooses a page: at most one of Before, After, Around is set; none is the latest page.
type Window struct {
	Before, After, Around Seq
	Limit                 int
}

// Page is a piece of a room's history.
type Page struct {
	Messages  []Message // ascending by seq
	Version   Version   // the room's, read before the messages
	HasBefore bool
	HasAfter  bool
}

// Publisher tells clients what was committed. For one room the calls come one after the other in the order of version; they must not block.
type Publisher interface {
	// Committed tells changes of one room, in the order of version.
	Committed(changes []Change)
	// ReadMoved tells that a member's read position moved. receipt is what others may know of it: 0 if they know as much or more already.
	ReadMoved(room RoomID, user UserID, counters Counters, receipt Seq)
	// UserChanged tells that a profile changed.
	UserChanged(u User)
}
