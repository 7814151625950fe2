package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
)

// account creates an account whose hash is "hash of name".
func (e *env) account(name, display string) chat.User {
	e.Helper()
	u, err := e.CreateAccount(e.ctx, chat.User{ID: newUser(), Username: name, DisplayName: display, CreatedAt: e.clock.Now().UTC().Truncate(time.Millisecond)}, "hash of "+name, false)
	e.must(err)
	return u
}

func names(users []chat.User) []string {
	var out []string
	for _, u := range users {
		out = append(out, u.Username)
	}
	return out
}

// userTests: people and their accounts.
var userTests = map[string]func(*testing.T, *env){
	"an account": func(t *testing.T, e *env) {
		has, err := e.HasAccounts(e.ctx)
		e.must(err)
		equal(t, "HasAccounts of a new database", has, false)
		asked := chat.User{ID: newUser(), Username: "ann", DisplayName: "Ann Ä", CreatedAt: time.UnixMilli(1234567).UTC(), Role: "nonsense", Rev: 7}
		u, err := e.CreateAccount(e.ctx, asked, "phc", false)
		e.must(err)
		asked.Role, asked.Rev = chat.ServerAdmin, 1
		equal(t, "the first user", u, asked)
		equal(t, "the second user's role", e.account("bob", "Bob").Role, chat.ServerMember)
		for range 2 {
			got, err := e.User(e.ctx, u.ID)
			e.must(err)
			equal(t, "User", got, u)
			want := auth.Account{User: u, Hash: "phc"}
			a, err := e.Account(e.ctx, u.ID)
			e.must(err)
			equal(t, "Account", a, want)
			a, err = e.AccountByName(e.ctx, "ann")
			e.must(err)
			equal(t, "AccountByName", a, want)
			has, err = e.HasAccounts(e.ctx)
			e.must(err)
			equal(t, "HasAccounts", has, true)
			e.reopen()
		}
		_, err = e.User(e.ctx, newUser())
		e.wantNotFound(err)
		_, err = e.Account(e.ctx, newUser())
		e.wantNotFound(err)
		_, err = e.AccountByName(e.ctx, "nobody")
		e.wantNotFound(err)
	},

	"a username is given once": func(t *testing.T, e *env) {
		e.account("first", "First")
		errs := make([]error, 16)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				_, errs[i] = e.CreateAccount(e.ctx, chat.User{ID: newUser(), Username: "ann"}, "x", false)
			})
		}
		all.Wait()
		made := 0
		for _, err := range errs {
			switch {
			case err == nil:
				made++
			case !hasCode(err, chat.CodeConflict):
				t.Errorf("error %v, want conflict", err)
			}
		}
		equal(t, "accounts made", made, 1)
	},

	"exactly one first": func(t *testing.T, e *env) {
		for _, onlyFirst := range []bool{false, true} {
			e := newEnv(t, e.fresh)
			users, errs := make([]chat.User, 32), make([]error, 32)
			var all sync.WaitGroup
			for i := range users {
				all.Go(func() {
					users[i], errs[i] = e.CreateAccount(e.ctx, chat.User{ID: newUser(), Username: fmt.Sprint("user", i)}, "x", onlyFirst)
				})
			}
			all.Wait()
			admins := 0
			for i, err := range errs {
				switch {
				case onlyFirst && hasCode(err, chat.CodeForbidden):
				case err != nil:
					t.Error(err)
				case users[i].Role == chat.ServerAdmin:
					admins++
				case onlyFirst:
					t.Error("onlyFirst made a second account")
				}
			}
			equal(t, "admins", admins, 1)
			_, err := e.CreateAccount(e.ctx, chat.User{ID: newUser(), Username: "user0"}, "x", true)
			if !hasCode(err, chat.CodeForbidden) {
				t.Errorf("onlyFirst with a name that may be taken: %v, want forbidden", err)
			}
		}
	},

	"finding": func(t *testing.T, e *env) {
		ann, bob := e.account("ann", "Zoë Ä"), e.account("bob", "ANNE")
		e.account("x_y", "Cy")
		e.account("zoe", "anñ")
		got, err := e.UsersByID(e.ctx, []chat.UserID{bob.ID, newUser(), ann.ID, bob.ID})
		e.must(err)
		list := names(got)
		slices.Sort(list)
		equal(t, "UsersByID", list, []string{"ann", "bob"})
		got, err = e.UsersByName(e.ctx, []string{"bob", "nobody", "ann", "ann"})
		e.must(err)
		list = names(got)
		slices.Sort(list)
		equal(t, "UsersByName", list, []string{"ann", "bob"})
		for _, i := range got {
			u, err := e.User(e.ctx, i.ID)
			e.must(err)
			equal(t, "a user found", i, u)
		}
		for q, want := range map[string][]string{"an": {"ann", "bob", "zoe"}, "ZOË ä": {"ann"}, "nn": nil, "x_": {"x_y"}, "x%": nil, "": {"ann", "bob", "x_y", "zoe"}, "b": {"bob"}} {
			got, err := e.SearchUsers(e.ctx, q, 10)
			e.must(err)
			equal(t, fmt.Sprintf("SearchUsers %q", q), names(got), want)
		}
		got, err = e.SearchUsers(e.ctx, "", 2)
		e.must(err)
		equal(t, "SearchUsers up to 2", names(got), []string{"ann", "bob"})
		for _, ids := range [][]chat.UserID{nil, {}, {newUser()}} {
			got, err = e.UsersByID(e.ctx, ids)
			e.must(err)
			equal(t, "UsersByID of nobody", len(got), 0)
		}
	},

	"another display name": func(t *testing.T, e *env) {
		u := e.account("ann", "Ann")
		got, err := e.SetDisplayName(e.ctx, u.ID, "Öle")
		e.must(err)
		u.DisplayName, u.Rev = "Öle", 2
		equal(t, "SetDisplayName", got, u)
		got, err = e.User(e.ctx, u.ID)
		e.must(err)
		equal(t, "User", got, u)
		found, err := e.SearchUsers(e.ctx, "öl", 10)
		e.must(err)
		equal(t, "SearchUsers", names(found), []string{"ann"})
		_, err = e.SetDisplayName(e.ctx, newUser(), "x")
		e.wantNotFound(err)
	},
}
