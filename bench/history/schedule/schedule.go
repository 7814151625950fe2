// Package schedule makes, from a seed alone, who talks where, what everybody does when, and what goes wrong meanwhile. The same seed and size make the
// same schedule. What happens on the wire is another matter: threads, disks and the network decide in which order requests meet, so that a seed that
// found a defect by a race may have to be run several times to find it again.
package schedule

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Size is how much is going on.
type Size struct {
	People int // at least 2
	Rooms  int // at least 1
	Length time.Duration
	Nodes  int // of the server; 0 is one
}

// Plan is a schedule.
type Plan struct {
	Seed    uint64
	Size    Size
	Rooms   []Room
	Devices []Device
	Actions []Action // in the order of their times
	Faults  []Fault  // in the order of their times
}

// Room is who is in a room; the first one makes it.
type Room struct {
	Direct  bool
	Members []int
}

// Device is a connection of a person: some have two.
type Device struct {
	Person int
	Rooms  []int // which it has open
}

// Kind is what somebody does.
type Kind string

// What people do. Dropping and coming back are what browsers' tabs do: Reload forgets everything but the outbox, Die never comes back.
const (
	Send   Kind = "send"
	Reply  Kind = "reply"
	Edit   Kind = "edit"
	Delete Kind = "delete"
	React  Kind = "react"
	Read   Kind = "read"
	Unread Kind = "unread"
	Page   Kind = "page"
	Resync Kind = "resync"
	Leave  Kind = "leave"  // the room's namespace
	Enter  Kind = "enter"  // it again
	Reload Kind = "reload" // the whole client
	Die    Kind = "die"
)

// Action is one thing that a device does in a room.
type Action struct {
	At     time.Duration
	N      int // its number in the schedule
	Device int
	Room   int
	Kind   Kind
	Text   string // Send, Reply, Edit: told by no other action
	Emoji  string
	On     bool
	Pick   uint64 // which of the messages that the device holds at that time
}

// Trouble is what goes wrong.
type Trouble string

// What goes wrong. Stall, HalfOpen, Delay and Away last for a while.
const (
	Cut      Trouble = "cut"      // connections are reset
	CutLater Trouble = "cutLater" // they are after so many further bytes: in the middle of a frame
	Stall    Trouble = "stall"    // nothing passes, and then everything that waited
	HalfOpen Trouble = "halfopen" // everything is swallowed, and then the connection is reset
	Delay    Trouble = "delay"    // everything passes later
	Away     Trouble = "away"     // the network is down: connections are reset, new ones refused
	Kill     Trouble = "kill"     // SIGKILL, and another process on the same data after a while
	Term     Trouble = "term"     // SIGTERM, the same

	// With several nodes only:
	Freeze       Trouble = "freeze"       // a node is stopped, and goes on
	RedisCut     Trouble = "redisCut"     // all connections to Redis are reset
	RedisStall   Trouble = "redisStall"   // nothing passes between the nodes and Redis, and then everything that waited
	RedisRestart Trouble = "redisRestart" // Redis is killed, and started anew after a while
	MongoCut     Trouble = "mongoCut"     // the same with the database
	MongoStall   Trouble = "mongoStall"
	MongoRestart Trouble = "mongoRestart"
)

// Fault is one thing that goes wrong.
type Fault struct {
	At        time.Duration
	Trouble   Trouble
	Devices   []int // whose connections; of no meaning for the troubles of servers
	Node      int   // of Kill, Term and Freeze
	For       time.Duration
	Direction string // up, down, both
	Delay     time.Duration
	Jitter    time.Duration
	Bytes     int
}

// OfServers says whether it is a server, or what servers share, that is in trouble.
func (f Fault) OfServers() bool {
	switch f.Trouble {
	case Cut, CutLater, Stall, HalfOpen, Delay, Away:
		return false
	default:
		return true
	}
}

// New makes a schedule.
func New(seed uint64, size Size) *Plan {
	r := rand.New(rand.NewPCG(seed, 0x6c6f71756174)) //nolint:gosec // schedules, no secrets
	p := &Plan{Seed: seed, Size: size}
	p.people(r)
	p.actions(r)
	p.faults(r)
	p.faultsOfNodes(r)
	return p
}

// roomsOfOne is how many rooms a person is in at most.
const roomsOfOne = 8

func (p *Plan) people(r *rand.Rand) {
	in := make([][]int, p.Size.People)
	join := func(room, person int) {
		if !slices.Contains(in[person], room) {
			in[person] = append(in[person], room)
			p.Rooms[room].Members = append(p.Rooms[room].Members, person)
		}
	}
	p.Rooms = make([]Room, p.Size.Rooms)
	for i := range p.Rooms {
		p.Rooms[i].Direct = i%5 == 4
		two := r.Perm(p.Size.People)[:2]
		join(i, two[0])
		join(i, two[1])
	}
	for person := range in {
		for range 1 + r.IntN(min(roomsOfOne, p.Size.Rooms)) {
			if room := r.IntN(p.Size.Rooms); !p.Rooms[room].Direct {
				join(room, person)
			}
		}
	}
	p.directsMeetOnce()
	for person, rooms := range in {
		for range 1 + max(0, 1-r.IntN(5)) {
			p.Devices = append(p.Devices, Device{Person: person, Rooms: slices.Clone(rooms)})
		}
	}
}

// directsMeetOnce makes a group of a direct room whose pair has one already.
func (p *Plan) directsMeetOnce() {
	seen := map[[2]int]bool{}
	for i := range p.Rooms {
		if m := p.Rooms[i].Members; p.Rooms[i].Direct {
			pair := [2]int{min(m[0], m[1]), max(m[0], m[1])}
			p.Rooms[i].Direct = !seen[pair]
			seen[pair] = true
		}
	}
}

// pace is how often a device does something.
const pace = 120 * time.Millisecond

// odds of each kind of action, in percent.
var odds = []struct {
	kind Kind
	odds int
}{
	{Send, 38}, {Reply, 8}, {Edit, 13}, {Delete, 4}, {React, 14}, {Read, 9}, {Unread, 2}, {Page, 6}, {Resync, 1}, {Leave, 3}, {Reload, 2},
}

func (p *Plan) actions(r *rand.Rand) {
	for d := range p.Devices {
		rooms := p.Devices[d].Rooms
		if len(rooms) == 0 {
			continue
		}
		favourite := rooms[r.IntN(len(rooms))] // where most is done: conversations, not noise
		for at := time.Duration(r.Int64N(int64(pace))); at < p.Size.Length; at += time.Duration(r.Int64N(int64(2 * pace))) {
			a := Action{At: at, Device: d, Room: favourite, Kind: draw(r), Pick: r.Uint64()}
			if r.IntN(3) == 0 {
				a.Room = rooms[r.IntN(len(rooms))]
			}
			a.Emoji, a.On = emojis[r.IntN(len(emojis))], r.IntN(3) > 0
			p.Actions = append(p.Actions, a)
			if a.Kind == Leave {
				back := a
				back.Kind, back.At = Enter, at+time.Duration(r.Int64N(int64(time.Second)))
				p.Actions = append(p.Actions, back)
			}
			if twin := p.twin(d); twin >= 0 && r.IntN(2) == 0 && slices.Contains([]Kind{Edit, Delete, React, Read, Unread}, a.Kind) {
				a.Device, a.On = twin, !a.On
				p.Actions = append(p.Actions, a)
			}
		}
		if r.IntN(25) == 0 {
			p.Actions = append(p.Actions, Action{At: p.Size.Length/2 + time.Duration(r.Int64N(int64(p.Size.Length/2))), Device: d, Room: favourite, Kind: Die})
		}
	}
	slices.SortStableFunc(p.Actions, func(a, b Action) int { return cmp.Compare(a.At, b.At) })
	for i := range p.Actions {
		p.Actions[i].N = i
		p.Actions[i].Text = p.text(r, i)
	}
}

// twin is the other device of the same person, which sometimes wants the same at the same time, or the opposite; -1 if there is none.
func (p *Plan) twin(device int) int {
	for _, d := range []int{device - 1, device + 1} {
		if d >= 0 && d < len(p.Devices) && p.Devices[d].Person == p.Devices[device].Person {
			return d
		}
	}
	return -1
}

func draw(r *rand.Rand) Kind {
	n := r.IntN(100)
	for _, o := range odds {
		if n -= o.odds; n < 0 {
			return o.kind
		}
	}
	return Send
}

var emojis = []string{"👍", "❤️", "😂", "🎉"}

// Name stands for a person in a text, until it is known who has which name.
func Name(person int) string { return fmt.Sprintf("\x01%d\x02", person) }

// text is something to say: mostly short, sometimes as long as is allowed, sometimes with what is changed on the way, sometimes to somebody.
func (p *Plan) text(r *rand.Rand, n int) string {
	text := fmt.Sprintf("%d/%d", p.Seed, n)
	long := 2
	if p.Seed%4 == 0 {
		long = 20 // so that catching up comes in parts
	}
	switch k := r.IntN(100); {
	case k < long:
		text += " " + strings.Repeat("long “text” ", 20+r.IntN(600))
	case k < long+5:
		text += "\r\n*two* lines 👩‍👩‍👧\nand a third \"one\" <b> \\ \u2028"
	case k < long+17:
		text += " " + strings.Repeat("words ", r.IntN(40)) + "end"
	}
	if members := p.Rooms[p.Actions[n].Room].Members; r.IntN(6) == 0 {
		text = "@" + Name(members[r.IntN(len(members))]) + " " + text
	}
	return text
}
