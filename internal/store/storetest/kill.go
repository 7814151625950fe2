package storetest

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// killDir names, for the process to be killed, the folder of its database; its absence makes a process the one that kills.
const killDir = "LOQUAT_STORETEST_KILL_DIR"

const (
	killSenders = 8
	killLives   = 5
	killRooms   = 3
)

// Kill starts the test binary again, which runs this test alone and writes into a store; reads what that process acknowledges; kills it with SIGKILL in
// the middle; and looks what the database holds. Several times, on one database. open opens the database of a folder, check looks at what only that
// kind of store can know (between the lives, while nobody has it open).
func Kill(t *testing.T, open func(t testing.TB, dir string) Store, check func(t testing.TB, dir string)) {
	if dir := os.Getenv(killDir); dir != "" {
		e := &env{TB: t, ctx: t.Context(), Store: open(t, dir)}
		e.writeUntilKilled()
		return
	}
	dir := t.TempDir()
	acknowledged := map[string]killAck{}
	for life := range killLives {
		n := killAfter(t, dir, life, 1+rand.IntN(600), acknowledged)
		check(t, dir)
		e := &env{TB: t, ctx: t.Context(), Store: open(t, dir)}
		e.checkAcknowledged(acknowledged)
		e.resend(life, acknowledged)
		e.must(e.Close())
		t.Logf("life %d: killed after %d acknowledgements", life, n)
	}
}

type killAck struct {
	room    chat.RoomID
	seq     chat.Seq
	version chat.Version
}

func killUser(sender int) chat.UserID {
	return chat.UserID(fmt.Sprintf("00000000-0000-7000-8000-%012d", sender))
}

func killRoom(n int) chat.RoomID { return chat.RoomID(fmt.Sprintf("00000000-0000-7000-9000-%012d", n)) }

func killID(life, sender, n int) string { return fmt.Sprintf("%d-%d-%d", life, sender, n) }

// writeUntilKilled writes from several senders into several rooms, and prints each acknowledgement when it comes.
func (e *env) writeUntilKilled() {
	for n := range killRooms {
		op := create(killUser(0), group("killed"))
		for s := range killSenders - 1 {
			op = withFounder(op, killUser(s+1))
		}
		op.ID = fmt.Sprint("create-", n)
		e.commit(killRoom(n), op)
	}
	life := os.Getenv(killDir + "_LIFE")
	var out sync.Mutex
	var all sync.WaitGroup
	for s := range killSenders {
		all.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%s-%d-%d", life, s, n)
				o := <-e.start(killRoom((s+n)%killRooms), text(killUser(s), id, "x"))
				if o[0].Status != chat.Committed {
					e.Errorf("%s: %+v", id, o[0])
					return
				}
				out.Lock()
				_, err := fmt.Fprintf(os.Stdout, "\nack %s %s %d %d\n", o[0].Room, id, o[0].Seq, o[0].Version)
				out.Unlock()
				if err != nil {
					return
				}
				if n%5 == 0 {
					<-e.start(o[0].Room, edit(killUser(s), o[0].MessageID, "y"))
				}
			}
		})
	}
	all.Wait()
}

func withFounder(op chat.Op, user chat.UserID) chat.Op {
	apply := op.Apply
	op.Apply = func(st chat.State) (chat.Change, error) {
		c, err := apply(st)
		c.Members = append(c.Members, chat.Member{User: user, Role: chat.RoleMember})
		return c, err
	}
	return op
}

// killAfter runs a life that ends after some acknowledgements, and adds them, with those that were still on their way.
func killAfter(t *testing.T, dir string, life, acks int, into map[string]killAck) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1")
	cmd.Env = append(os.Environ(), killDir+"="+dir, fmt.Sprintf("%s_LIFE=%d", killDir, life))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() }) // a life that acknowledges nothing
	defer timer.Stop()
	n, other := 0, []string{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var id string
		var a killAck
		if _, err := fmt.Sscanf(lines.Text(), "ack %s %s %d %d", &a.room, &id, &a.seq, &a.version); err != nil {
			other = append(other, lines.Text())
			continue
		}
		into[id] = a
		if n++; n == acks {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || n < acks {
		t.Fatalf("the process was to be killed; it ended with %v after %d of %d acknowledgements and said:\n%s", err, n, acks, strings.Join(other, "\n"))
	}
	return n
}

// checkAcknowledged checks that everything that was ever acknowledged is there, once, under its numbers.
func (e *env) checkAcknowledged(acknowledged map[string]killAck) {
	e.Helper()
	stored := map[string]killAck{}
	for n := range killRooms {
		for _, m := range e.noHoles(killRoom(n)) {
			if _, twice := stored[m.ClientID]; twice && m.Kind == chat.Text {
				e.Errorf("%s is there twice", m.ClientID)
			}
			stored[m.ClientID] = killAck{m.Room, m.Seq, m.Version}
		}
	}
	asked := make([][]string, killSenders)
	for id, want := range acknowledged {
		got := stored[id]
		if got.version < want.version { // an edit raised it
			e.Errorf("%s was acknowledged as %+v; the room holds %+v", id, want, got)
		}
		got.version = want.version
		equal(e.TB, id, got, want)
		sender, err := strconv.Atoi(strings.Split(id, "-")[1])
		e.must(err)
		asked[sender] = append(asked[sender], id)
	}
	for sender, ids := range asked {
		sent, err := e.Sent(e.ctx, killUser(sender), ids)
		e.must(err)
		equal(e.TB, "sends that Sent knows", len(sent), len(ids))
		for _, s := range sent {
			equal(e.TB, s.ClientID, killAck{s.Room, s.Seq, s.Version}, acknowledged[s.ClientID])
		}
	}
}

// resend repeats what each sender had no answer for: it is stored then, whether it was before or not.
func (e *env) resend(life int, acknowledged map[string]killAck) {
	e.Helper()
	for s := range killSenders {
		n := 0
		for ; acknowledged[killID(life, s, n)].seq > 0; n++ {
		}
		id := killID(life, s, n)
		o := e.commit(killRoom((s+n)%killRooms), text(killUser(s), id, "x"))[0]
		if o.Status != chat.Committed && o.Status != chat.Duplicate {
			e.Errorf("%s repeated: %+v", id, o)
		}
		acknowledged[id] = killAck{o.Room, o.Seq, o.Version}
	}
	e.checkAcknowledged(acknowledged)
}
