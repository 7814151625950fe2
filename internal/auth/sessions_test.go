package auth

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

func TestRefresh(t *testing.T) {
	w := newWorld(t, Open)
	g := w.register(t, "ada")
	w.clock.move(9 * time.Minute)
	next, err := w.Refresh(t.Context(), g.RefreshToken, Client{UserAgent: "Firefox 2", Address: "192.0.2.2"})
	if err != nil {
		t.Fatal(err)
	}
	if next.User != g.User || next.Session != g.Session || next.RefreshToken == g.RefreshToken || !w.alive(t, next) {
		t.Errorf("%+v", next)
	}
	s, err := w.store.Session(t.Context(), g.Session)
	if err != nil || s.UserAgent != "Firefox 2" || s.Address != "192.0.2.2" || !s.LastUsedAt.Equal(noon.Add(9*time.Minute)) || !s.CreatedAt.Equal(noon) {
		t.Errorf("%+v, %v", s, err)
	}
	for name, bad := range map[string]string{"none": "", "rubbish": "x.y.z", "another's": testKeys(t).refreshToken(g.Session, 1), "an access token": g.AccessToken} {
		_, err := w.Refresh(t.Context(), bad, browser)
		wantCode(t, name, err, chat.CodeUnauthorized)
	}
	if !w.alive(t, next) {
		t.Error("rubbish ended the session")
	}
}

// Two tabs that refresh at once, and a laptop whose answer was lost, get the same successor, however much later, as long as nobody used it.
func TestRefreshAgain(t *testing.T) {
	w := newWorld(t, Open)
	g := w.register(t, "ada")
	successors := make(chan string, 50)
	var wg sync.WaitGroup
	for range cap(successors) {
		wg.Go(func() {
			next, err := w.Refresh(t.Context(), g.RefreshToken, browser)
			if err != nil {
				t.Error(err)
			}
			successors <- next.RefreshToken
		})
	}
	wg.Wait()
	close(successors)
	first := <-successors
	for s := range successors {
		if s != first {
			t.Fatalf("two successors: %s, %s", s, first)
		}
	}
	w.clock.move(10 * 24 * time.Hour)
	again, err := w.Refresh(t.Context(), g.RefreshToken, browser)
	if err != nil || again.RefreshToken != first {
		t.Fatalf("ten days later: %v", err)
	}
}

// What has been forgotten of old generations does not bring them back to life.
func TestRefreshOld(t *testing.T) {
	w := newWorld(t, Open)
	first := w.register(t, "ada")
	latest := first
	for range KeptGenerations + 1 {
		var err error
		if latest, err = w.Refresh(t.Context(), latest.RefreshToken, browser); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Refresh(t.Context(), first.RefreshToken, browser)
	wantCode(t, "the replay", err, chat.CodeUnauthorized)
	_, err = w.Refresh(t.Context(), latest.RefreshToken, browser)
	wantCode(t, "the newest token", err, chat.CodeUnauthorized)
}

// A generation may turn up for 15 s after its successor was used, and ends the session after that, whoever presents it.
func TestRefreshReuse(t *testing.T) {
	for _, c := range []struct {
		name  string
		after time.Duration
		dead  bool
	}{
		{"at once", 0, false},
		{"at the end of the grace", grace, false},
		{"after it", grace + time.Millisecond, true},
		{"a day later", 24 * time.Hour, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, Open)
			first := w.register(t, "ada")
			second, err := w.Refresh(t.Context(), first.RefreshToken, browser)
			if err != nil {
				t.Fatal(err)
			}
			w.clock.move(time.Hour) // the successor waits for its turn: that is no reuse
			third, err := w.Refresh(t.Context(), second.RefreshToken, browser)
			if err != nil {
				t.Fatal(err)
			}
			w.clock.move(c.after)
			got, err := w.Refresh(t.Context(), first.RefreshToken, browser)
			if !c.dead {
				if err != nil || got.RefreshToken != second.RefreshToken || !w.alive(t, got) {
					t.Fatalf("%v", err)
				}
				return
			}
			wantCode(t, "the replay", err, chat.CodeUnauthorized)
			_, err = w.Refresh(t.Context(), third.RefreshToken, browser)
			wantCode(t, "the newest token", err, chat.CodeUnauthorized)
			_, err = w.Verify(third.AccessToken)
			if err == nil {
				t.Error("its access token lives on")
			}
			if said := w.told.take(); len(said) != 1 || said[0] != fmt.Sprintf("%s %s revoked", first.User.ID, first.Session) {
				t.Errorf("told %q", said)
			}
		})
	}
}

func TestLogout(t *testing.T) {
	w := newWorld(t, Open)
	w.register(t, "ada")
	byCookie, byToken, other := w.again(t), w.again(t), w.again(t)
	if err := w.Logout(t.Context(), byCookie.RefreshToken, other.AccessToken); err != nil {
		t.Fatal(err)
	}
	if err := w.Logout(t.Context(), "rubbish", byToken.AccessToken); err != nil {
		t.Fatal(err)
	}
	if w.alive(t, byCookie) || w.alive(t, byToken) || !w.alive(t, other) {
		t.Error("the wrong session ended")
	}
	want := []string{
		fmt.Sprintf("%s %s logged_out", byCookie.User.ID, byCookie.Session),
		fmt.Sprintf("%s %s logged_out", byToken.User.ID, byToken.Session),
	}
	if said := w.told.take(); fmt.Sprint(said) != fmt.Sprint(want) {
		t.Errorf("told %q, want %q", said, want)
	}
	if err := w.Logout(t.Context(), byCookie.RefreshToken, ""); err != nil {
		t.Errorf("again: %v", err)
	}
	_, err := w.Refresh(t.Context(), byCookie.RefreshToken, browser)
	wantCode(t, "refresh afterwards", err, chat.CodeUnauthorized)
	wantCode(t, "with nothing", w.Logout(t.Context(), "", ""), chat.CodeUnauthorized)
	w.clock.move(time.Hour)
	wantCode(t, "with an old access token", w.Logout(t.Context(), "", other.AccessToken), chat.CodeTokenExpired)
}

func TestSessionList(t *testing.T) {
	w := newWorld(t, Open)
	eve := w.register(t, "eve")
	first := w.register(t, "ada")
	w.clock.move(time.Second)
	second := w.again(t)
	list, err := w.Sessions(t.Context(), first.User.ID)
	if err != nil || len(list) != 2 || list[0].ID != second.Session || list[1].ID != first.Session {
		t.Fatalf("%+v, %v", list, err)
	}
	if list[0].UserAgent != "Firefox" || list[0].Address != "192.0.2.1" {
		t.Errorf("%+v", list[0])
	}
	me, err := w.Verify(second.AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, "another's session", w.EndSession(t.Context(), me, eve.Session), chat.CodeNotFound)
	wantCode(t, "no session", w.EndSession(t.Context(), me, "0199b3a5-0000-7000-8000-000000000001"), chat.CodeNotFound)
	for range 2 {
		if err := w.EndSession(t.Context(), me, first.Session); err != nil {
			t.Fatal(err)
		}
	}
	if w.alive(t, first) || !w.alive(t, second) || !w.alive(t, eve) {
		t.Error("the wrong session ended")
	}
	if list, _ := w.Sessions(t.Context(), first.User.ID); len(list) != 1 {
		t.Errorf("%d sessions left", len(list))
	}
	if err := w.EndSession(t.Context(), me, second.Session); err != nil {
		t.Fatal(err)
	}
	want := []string{
		fmt.Sprintf("%s %s revoked", first.User.ID, first.Session),
		fmt.Sprintf("%s %s logged_out", first.User.ID, second.Session),
	}
	if said := w.told.take(); fmt.Sprint(said) != fmt.Sprint(want) {
		t.Errorf("told %q, want %q", said, want)
	}
}

func TestUserAgentIsShortened(t *testing.T) {
	long := "x"
	for range 200 {
		long += "ä"
	}
	if got := shorten(long); len(got) > 256 || len(got) < 250 || got != long[:len(got)] {
		t.Errorf("%d bytes: %q", len(got), got)
	}
	if got := shorten("a\xffb"); got != "ab" {
		t.Errorf("%q", got)
	}
}
