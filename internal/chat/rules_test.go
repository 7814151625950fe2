package chat_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

func code(err error) chat.Code {
	if err == nil {
		return ""
	}
	return chat.AsError(err).Code
}

// TestCan is the table of protocol 1, row by row.
func TestCan(t *testing.T) {
	roles := []chat.Role{chat.Reader, chat.Guest, chat.RoleMember, chat.Moderator, chat.Owner}
	for action, may := range map[chat.Action]string{
		chat.ActRead:       "yyyyy",
		chat.ActPost:       "nyyyy",
		chat.ActAddPublic:  "nnyyy",
		chat.ActAddPrivate: "nnnyy",
		chat.ActRemove:     "nnnyy",
		chat.ActDeleteAny:  "nnnyy",
		chat.ActRename:     "nnnyy",
		chat.ActManage:     "nnnny",
	} {
		for i, role := range roles {
			if got, want := chat.Can(chat.Group, role, action), may[i] == 'y'; got != want {
				t.Errorf("a %s may %s: %t, want %t", role, action, got, want)
			}
		}
		if chat.Can(chat.Group, "", action) || chat.Can(chat.Direct, "", action) || chat.Can(chat.Group, "king", action) {
			t.Errorf("a stranger may %s", action)
		}
		if got, want := chat.Can(chat.Direct, chat.RoleMember, action), action == chat.ActRead || action == chat.ActPost; got != want {
			t.Errorf("in a direct room both may %s: %t, want %t", action, got, want)
		}
	}
	if chat.Can(chat.Group, chat.Owner, "unheard of") {
		t.Error("an action that is not in the table is allowed")
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"anna": "anna", "Anna.B-c_9": "anna.b-c_9", " ab ": "ab", strings.Repeat("a", 32): strings.Repeat("a", 32),
		"a": "invalid", strings.Repeat("a", 33): "invalid", "an na": "invalid", "änna": "invalid", "an\u202ena": "invalid", "": "invalid", "a:b": "invalid",
	} {
		got, err := chat.ValidateUsername(in)
		if err != nil {
			got = string(code(err))
		}
		if got != want {
			t.Errorf("username %q becomes %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"Inês Duarte": "Inês Duarte", " x ": "x", "abc\u202edef": "abcdef", "tab\there": "tabhere", strings.Repeat("ä", 64): strings.Repeat("ä", 64),
		"": "invalid", " \u202e ": "invalid", "\u200b\u2060": "invalid", strings.Repeat("ä", 65): "invalid", "\xff": "invalid",
	} {
		got, err := chat.ValidateDisplayName(in)
		if err != nil {
			got = string(code(err))
		}
		if got != want {
			t.Errorf("display name %q becomes %q, want %q", in, got, want)
		}
	}
	for in, ok := range map[string]bool{"1234567": false, "12345678": true, strings.Repeat("ä", 128): true, strings.Repeat("a", 129): false} {
		if _, err := chat.ValidatePassword(in); (err == nil) != ok {
			t.Errorf("a password of %d bytes: %v", len(in), err)
		}
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("disk on fire")
	err := chat.AsError(cause)
	if err.Code != chat.CodeInternal || strings.Contains(err.Message, "fire") || !errors.Is(err, cause) {
		t.Errorf("an unknown error becomes %+v", err)
	}
	if !errors.Is(chat.Errorf(chat.CodeNotFound, "x"), chat.ErrNotFound) || errors.Is(chat.ErrForbidden, chat.ErrNotFound) {
		t.Error("errors are not compared by their code")
	}
}

func TestDirectRoomID(t *testing.T) {
	a, b, c := chat.UserID("01a21076-230e-74bd-863c-9f76f8f3c710"), chat.UserID("01a21076-2332-7e0e-9581-a4e24d913c47"), chat.UserID("01a21076-2332-7e0e-9581-a4e24d913c48")
	id := chat.DirectRoomID(a, b)
	if id != chat.DirectRoomID(b, a) || id == chat.DirectRoomID(a, c) {
		t.Error("the id of a pair depends on its order, or does not depend on the pair")
	}
	if len(id) != 36 || id[14] != '8' || !strings.ContainsRune("89ab", rune(id[19])) {
		t.Errorf("%s is no UUID of version 8", id)
	}
}

// TestDigest: no two requests share one, wherever the boundary between their parts lies.
func TestDigest(t *testing.T) {
	if chat.DigestOf("ab", "c") == chat.DigestOf("a", "bc") || chat.DigestOf("a") == chat.DigestOf("a", "") {
		t.Error("different requests have the same digest")
	}
}

func TestExcerpt(t *testing.T) {
	for in, want := range map[string]string{
		"one\n\n two\tthree":      "one two three",
		strings.Repeat("ä", 160):  strings.Repeat("ä", 160),
		strings.Repeat("ä", 161):  strings.Repeat("ä", 159) + "…",
		strings.Repeat("🍊", 8000): strings.Repeat("🍊", 159) + "…",
		"":                        "",
	} {
		if got := chat.Excerpt(in); got != want {
			t.Errorf("the excerpt of %.20q… is %.40q…, want %.40q…", in, got, want)
		}
	}
}

func TestNextRead(t *testing.T) {
	for _, c := range []struct {
		at, room, seq chat.Seq
		back          bool
		want          chat.Seq
	}{
		{at: 5, room: 10, seq: 7, want: 7},
		{at: 5, room: 10, seq: 3, want: 5},
		{at: 5, room: 10, seq: 99, want: 10},
		{at: 5, room: 10, seq: 3, back: true, want: 2},
		{at: 5, room: 10, seq: 9, back: true, want: 5},
		{at: 5, room: 10, seq: 1, back: true, want: 0},
	} {
		if got := chat.NextRead(c.at, c.room, chat.ReadMove{Seq: c.seq, Back: c.back}); got != c.want {
			t.Errorf("%+v: the position becomes %d", c, got)
		}
	}
}
