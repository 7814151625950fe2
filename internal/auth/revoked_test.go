package auth

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// What is revoked on another node, or was before the start, is refused here within seconds, and the listener is told.
func TestRevokedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemory()
		node := func(keys *Keys) world {
			w := world{store: store, told: &told{}}
			s, err := newService(t.Context(), Config{Store: store, Keys: keys, Registration: Open, AccessTTL: 10 * time.Minute, Log: slog.New(slog.DiscardHandler)}, cheap)
			if err != nil {
				t.Fatal(err)
			}
			s.Listen(w.told)
			w.Service = s
			return w
		}
		keys := testKeys(t)
		a, b := node(keys), node(keys)
		defer a.Close()
		g := a.register(t, "ada")
		if !a.alive(t, g) || !b.alive(t, g) {
			t.Fatal("not signed in everywhere")
		}
		if err := a.Logout(t.Context(), g.RefreshToken, ""); err != nil {
			t.Fatal(err)
		}
		if a.alive(t, g) {
			t.Error("lives on where it was ended")
		}
		<-time.After(reload + time.Millisecond)
		synctest.Wait()
		want := fmt.Sprintf("[%s %s logged_out]", g.User.ID, g.Session)
		if said := fmt.Sprint(b.told.take()); b.alive(t, g) || said != want {
			t.Errorf("on the other node: alive %v, told %s, want %s", b.alive(t, g), said, want)
		}
		<-time.After(3 * reload)
		synctest.Wait()
		if said := b.told.take(); len(said) > 0 {
			t.Errorf("told again: %q", said)
		}
		b.Close()
		c := node(keys)
		defer c.Close()
		if c.alive(t, g) {
			t.Error("lives on after a restart")
		}

		store.failWith(errors.New("down"))
		<-time.After(2 * reload)
		store.failWith(nil)
		if c.alive(t, g) {
			t.Error("forgotten while the store was down")
		}
		<-time.After(2*time.Hour + time.Minute)
		synctest.Wait()
		if n := len(c.revoked.ids); n != 0 {
			t.Errorf("%d revoked sessions held after all their tokens are dead", n)
		}
		wantCode(t, "later", func() error { _, err := c.Verify(g.AccessToken); return err }(), chat.CodeTokenExpired)

		<-time.After(SessionIdle + 2*forget)
		synctest.Wait()
		if n := len(store.sessions); n != 0 {
			t.Errorf("%d sessions kept for ever", n)
		}
	})
}
