package chat

import (
	"context"
	"time"
)

// Store is everything that the service keeps. Reads may be concurrent; each method sees one consistent state.
// Errors that are not said here are *Error with CodeUnavailable, or causes for the log.
type Store interface {
	RoomLog
	Rooms
	Reads
	Users
	// Epoch is an opaque string, made with the database and new after a restore (protocol 3.6).
	Epoch() string
	// Ping answers an error while the store cannot serve.
	Ping(ctx context.Context) error
}

// Rooms reads rooms and memberships: projections of the log. They decide nothing.
type Rooms interface {
	// Room reads a room; ErrNotFound if there is none or it is closed.
	Room(ctx context.Context, id RoomID) (Room, error)
	// Member reads one membership; ErrNotFound if the user is not a member, or the room does not exist.
	Member(ctx context.Context, room RoomID, user UserID) (Member, error)
	// Members lists a room's members by the time they joined, after the member `after` (empty: from the first), at most limit.
	Members(ctx context.Context, room RoomID, after UserID, limit int) ([]Member, error)
	// Entry reads what one member sees of one room in their list; ErrNotFound if not a member.
	Entry(ctx context.Context, room RoomID, user UserID) (Entry, error)
	// Entries lists a user's rooms, latest activity first, after the place `after` (zero: from the first), at most limit; total counts all of them.
	Entries(ctx context.Context, user UserID, after Place, limit int) (entries []Entry, total int, err error)
	// RoomIDs lists all rooms of a user, in no order.
	RoomIDs(ctx context.Context, user UserID) ([]RoomID, error)
	// Directory lists public rooms whose name contains q (letter case ignored), latest activity first, after the place `after`, at most limit.
	Directory(ctx context.Context, q string, after Place, limit int) ([]Room, error)
}

// Place is a position in a list that is ordered by latest activity: of the last entry of the page before.
type Place struct {
	ActiveAt time.Time
	Room     RoomID
}

// Entry is one row of a person's list of rooms.
type Entry struct {
	Room     Room
	Member   Member
	Counters Counters
	Last     *Message // the latest message that is not a system line; nil if there is none
}

// Counters are what a person has not read in a room, as counted at Version with ReadRev. Unread counts the messages after ReadSeq that are not
// their own, not deleted and not system lines; Mentions those of them that mention the person. Both end at MaxCount.
type Counters struct {
	Version  Version
	ReadSeq  Seq
	ReadRev  int64
	Unread   int
	Mentions int
}

// MaxCount is where counting ends; clients show it as "999+".
const MaxCount = 1000

// ReadMove asks to move a member's read position.
type ReadMove struct {
	Room RoomID
	User UserID
	Seq  Seq
	Back bool // mark unread from Seq: the position may go back
}

// Reads moves and counts read positions.
type Reads interface {
	// MoveReads moves positions as NextRead says, durably, in one commit, and counts anew. The result has one entry for each move, in order:
	// moved says whether the position changed. A move of somebody who is not a member has ErrNotFound in its place.
	MoveReads(ctx context.Context, moves []ReadMove) ([]ReadResult, error)
	// Counters counts what a member has not read; ErrNotFound if not a member.
	Counters(ctx context.Context, room RoomID, user UserID) (Counters, error)
	// Receipts reads how far each member of a room has ever read (Member.Receipt).
	Receipts(ctx context.Context, room RoomID) (map[UserID]Seq, error)
}

// ReadResult is the outcome of a ReadMove.
type ReadResult struct {
	Counters Counters
	Moved    bool
	Receipt  Seq // the member's Receipt, if this move made it greater; otherwise 0
	Err      error
}

// NextRead is the position after a move: forward to the asked place, at most the room's last; or, when marking unread, back to before it.
func NextRead(current, roomSeq Seq, m ReadMove) Seq {
	if m.Back {
		return max(0, min(current, m.Seq-1))
	}
	return max(current, min(m.Seq, roomSeq))
}

// Users stores people.
type Users interface {
	// User reads a user; ErrNotFound.
	User(ctx context.Context, id UserID) (User, error)
	// UsersByID reads those of ids that exist, in no order.
	UsersByID(ctx context.Context, ids []UserID) ([]User, error)
	// UsersByName reads those of these usernames (lower case) that exist, in no order.
	UsersByName(ctx context.Context, usernames []string) ([]User, error)
	// SearchUsers lists users whose username or display name begins with q (letter case ignored), by username, at most limit.
	SearchUsers(ctx context.Context, q string, limit int) ([]User, error)
	// SetDisplayName changes a profile and raises its Rev; ErrNotFound.
	SetDisplayName(ctx context.Context, id UserID, name string) (User, error)
}
