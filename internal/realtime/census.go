package realtime

import (
	"maps"
	"sync"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

const (
	beatEvery = 5 * time.Second  // each node says that it lives
	beatLost  = 30 * time.Second // a node that was not heard of for so long is taken for dead
)

// census knows who is at the other nodes: each node tells its own people, all of them when asked and each change as it comes, numbered. Who missed a
// number asks for all. A node that is silent is dead, and its people with it; while this node itself hears nobody, nobody is.
type census struct {
	rt   *Server
	node string // this one's name

	mu     sync.Mutex
	seq    int64                             // guarded by mu; of what this node told last
	told   map[chat.UserID]protocol.Presence // guarded by mu; what it told of its people
	others map[string]*neighbour             // guarded by mu; by node
}

// neighbour is another node.
type neighbour struct {
	seq    int64
	heard  time.Time
	people map[chat.UserID]protocol.Presence
}

// peopleAt is everybody who is at a node.
type peopleAt struct {
	Node   string
	Seq    int64
	People map[chat.UserID]protocol.Presence
}

// personAt is what changed at a node. Without a user it says only that the node lives, and how far it has counted.
type personAt struct {
	Node   string
	Seq    int64
	User   chat.UserID       `json:",omitempty"`
	Status protocol.Presence `json:",omitempty"` // Offline: gone
	Leaves bool              `json:",omitempty"` // the node ends
}

func newCensus(rt *Server, node string) *census {
	return &census{rt: rt, node: node, told: map[chat.UserID]protocol.Presence{}, others: map[string]*neighbour{}}
}

// run says that this node lives, and notices those that do not.
func (c *census) run() {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	c.tellAll()
	c.rt.send(peerAsk, everyNode)
	for {
		select {
		case <-tick.C:
		case <-c.rt.stop:
			c.mu.Lock()
			c.rt.send(peerBeat, personAt{Node: c.node, Seq: c.seq, Leaves: true})
			c.mu.Unlock()
			return
		}
		c.mu.Lock()
		c.rt.send(peerBeat, personAt{Node: c.node, Seq: c.seq})
		c.mu.Unlock()
		c.bury()
	}
}

// tell tells the other nodes how somebody here is, if that is news.
func (c *census) tell(user chat.UserID, status protocol.Presence) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before, known := c.told[user]
	if !known {
		before = protocol.Offline
	}
	if before == status {
		return
	}
	if status == protocol.Offline {
		delete(c.told, user)
	} else {
		c.told[user] = status
	}
	c.seq++
	c.rt.send(peerPerson, personAt{Node: c.node, Seq: c.seq, User: user, Status: status})
}

// tellAll tells everybody who is here.
func (c *census) tellAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rt.send(peerPeople, peopleAt{Node: c.node, Seq: c.seq, People: c.told})
}

// one takes up what changed at another node.
func (c *census) one(p personAt) {
	c.mu.Lock()
	n := c.others[p.Node]
	next := n != nil && (p.User == "" && p.Seq == n.seq || p.User != "" && p.Seq == n.seq+1)
	if n != nil {
		n.heard = time.Now()
	}
	if next && p.User != "" {
		n.seq = p.Seq
		if p.Status == protocol.Offline {
			delete(n.people, p.User)
		} else {
			n.people[p.User] = p.Status
		}
	}
	if p.Leaves {
		delete(c.others, p.Node)
	}
	c.mu.Unlock()
	switch {
	case p.Leaves:
		if n != nil {
			c.emptied(p.Node, n)
		}
	case !next:
		c.rt.send(peerAsk, p.Node)
	case p.User != "":
		c.rt.presence.elsewhere(p.User, p.Node, p.Status)
	}
}

// all takes up everybody who is at another node.
func (c *census) all(p peopleAt) {
	c.mu.Lock()
	before := map[chat.UserID]protocol.Presence{}
	if n := c.others[p.Node]; n != nil {
		before = n.people
	}
	c.others[p.Node] = &neighbour{seq: p.Seq, heard: time.Now(), people: maps.Clone(p.People)}
	if c.others[p.Node].people == nil {
		c.others[p.Node].people = map[chat.UserID]protocol.Presence{}
	}
	c.mu.Unlock()
	for user := range before {
		if _, still := p.People[user]; !still {
			c.rt.presence.elsewhere(user, p.Node, protocol.Offline)
		}
	}
	for user, status := range p.People {
		if before[user] != status {
			c.rt.presence.elsewhere(user, p.Node, status)
		}
	}
}

// bury forgets nodes that have been silent too long. The people of a node that died may have written something that nobody was told of.
func (c *census) bury() {
	limit := time.Now().Add(-beatLost)
	dead := map[string]*neighbour{}
	c.mu.Lock()
	if c.rt.cluster.connected.Load() && time.Since(c.rt.cluster.since()) > beatLost {
		for node, n := range c.others {
			if n.heard.Before(limit) {
				dead[node] = n
				delete(c.others, node)
			}
		}
	}
	c.mu.Unlock()
	for node, n := range dead {
		c.rt.log.Warn("another node is not heard of any more", "node", node)
		c.emptied(node, n)
	}
	if len(dead) > 0 {
		c.rt.cluster.sweepNow()
	}
}

// emptied says of everybody who was at a node that they are there no longer.
func (c *census) emptied(node string, n *neighbour) {
	for user := range n.people {
		c.rt.presence.elsewhere(user, node, protocol.Offline)
	}
}
