// Package record is what is written down of one run: what was asked and what came of it, what each client was told, what each held at the end, and
// what the server held. The judge looks at nothing else.
package record

import (
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// History is the record of one run. Times are since its begin, by one monotonic clock.
type History struct {
	Seed    uint64
	People  []Person
	Clients []chat.UserID // whose each client is
	Rooms   []Room
	Ops     []Op
	Told    []Told
	Kills   []time.Duration // when the server was killed, or told to stop
	States  []State         // one for each client that was there at the end
	Truth   Truth
	Log     []string // what the server logged as an error
	Exits   []string // ends of the server that were not as they should be
}

// Person is somebody with an account.
type Person struct {
	ID       chat.UserID
	Username string
}

// Room is a room and its members, who stay so.
type Room struct {
	ID      chat.RoomID
	Direct  bool
	Members []chat.UserID
}

// Kind is what somebody asks for.
type Kind string

// The kinds of requests.
const (
	Send   Kind = "send"
	Edit   Kind = "edit"
	Delete Kind = "delete"
	React  Kind = "react"
	Read   Kind = "read"
	Unread Kind = "unread"
)

// Outcome is what a request came to, as far as its client knows.
type Outcome string

// The outcomes.
const (
	NotAsked Outcome = ""        // never left the client
	Unknown  Outcome = "unknown" // asked, without an answer: it may take effect at any time after
	OK       Outcome = "ok"
	Refused  Outcome = "refused" // for good
)

// Op is one request, however often it was repeated, and its outcome.
type Op struct {
	Client  int
	User    chat.UserID
	Room    chat.RoomID
	Kind    Kind
	ID      string         // clientId, opId; empty for those that are asked only once
	Content string         // Send, Edit
	ReplyTo chat.MessageID // Send
	Message chat.MessageID // Edit, Delete, React
	Base    int            // Edit: the revision it is based on
	Emoji   string         // React
	On      bool           // React
	Seq     chat.Seq       // Read, Unread

	Owed    bool // Send: the client has promised to bring it home, whatever happens, as long as it lives
	Tries   int
	Asked   time.Duration // first
	Ended   time.Duration // when the answer came
	Outcome Outcome

	// Of an OK.
	Saved    *protocol.MessageSaved // Send
	Answer   *protocol.Message      // Edit, Delete, React: the message as it was then
	Again    bool                   // Send, Edit, Delete: the answer says duplicate
	Counters *protocol.Counters     // Read, Unread
	// Of a refusal.
	Code  chat.Code
	Newer *protocol.Message // edit_conflict: details
	// Of an unknown send: what sent_status said in the end.
	Stored *protocol.MessageSaved
	Sure   bool // it was asked for and answered
}

// How says by what a client was told.
type How string

// The ways to be told of a room's messages and of counters.
const (
	Sync    How = "sync"
	Live    How = "live" // receive_message, message_updated
	Page    How = "page"
	Session How = "session"
	Row     How = "row"     // room_activity, room_read, room_summary, room_added
	Garbage How = "garbage" // what is not of the event's shape
	Twice   How = "twice"   // a client showed something twice
	Broken  How = "broken"  // a client broke
)

// Told is one thing that a client was told.
type Told struct {
	At     time.Duration
	Client int
	Socket int           // one number for each time that a namespace was entered; 0 for pages
	Want   chat.Version  // Sync: since, as the client asked when it entered the namespace or for this
	Since  chat.Version  // Sync: as the server says
	Asked  time.Duration // Page, Sync: when it was asked for, or the namespace entered
	Room   chat.RoomID
	How    How

	Event    string                    // Live, Row
	Epoch    string                    // Sync, Session
	Version  chat.Version              // Sync, Page: of the answer; Live: of the message; Row: of the statement
	Messages []protocol.Message        // Sync, Live (one), Page
	Reacted  []protocol.ReactionChange // Live
	Reset    bool                      // Sync
	More     bool                      // Sync
	Before   bool                      // Page, Sync with Reset: there are older ones
	After    bool                      // Page: there are newer ones
	Window   chat.Window               // Page: what was asked for
	Counters *protocol.Counters        // Row; ReadSeq is -1 where it is not said
}

// State is what a client held at the end.
type State struct {
	Client int
	Name   string // for people
	User   chat.UserID
	Epoch  string
	Rooms  []RoomState
	Rows   []RowState
}

// RoomState is what a client held of a room that it was in.
type RoomState struct {
	Room     chat.RoomID
	Position chat.Version       // everything up to here
	Messages []protocol.Message // ascending by seq; MyReactions is nil where unknown
	Low      chat.Seq           // from here to the latest it holds everything
}

// RowState is a row of a client's list.
type RowState struct {
	Room     chat.RoomID
	Version  chat.Version
	ReadSeq  chat.Seq
	ReadRev  int64
	Unread   int
	Mentions int
	Last     *protocol.Excerpt
}

// Truth is what the server held at the end, read over REST when nothing moved any more.
type Truth struct {
	Epoch string
	Rooms map[chat.RoomID]RoomTruth
	Rows  map[chat.UserID]map[chat.RoomID]protocol.RoomSummary
}

// RoomTruth is a room's whole history.
type RoomTruth struct {
	Seq      chat.Seq
	Version  chat.Version
	Messages []protocol.Message // ascending by seq; MyReactions is nobody's
}
