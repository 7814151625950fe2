package rest

import (
	"fmt"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Objects where texts belong: what turned a password check into "any password" elsewhere.
func TestOperatorsInEveryField(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	tried := 0
	for _, rt := range (&api{}).routes() {
		path := strings.NewReplacer("{roomId}", string(e.room(ada, "general", chat.Public).ID), "{userId}", string(ada.User.ID), "{id}", "x").Replace(rt.pattern)
		for i := range rt.op.in.NumField() {
			f := rt.op.in.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "-" {
				continue
			}
			for _, value := range []string{`{"$ne":null}`, `{"$gt":""}`, `[{"$ne":null}]`, `true`, `1e400`} {
				tried++
				a := e.do(rt.method, path, fmt.Sprintf(`{%q: %s}`, name, value), as(ada))
				p := a.refused(chat.CodeInvalid)
				if len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Field, name) || !strings.HasPrefix(p.Errors[0].Message, "must be ") {
					t.Errorf("%s: %s = %s: %s", rt.name, name, value, a.Body)
				}
				if strings.Contains(a.Body.String(), "$") || strings.Contains(a.Body.String(), "1e400") {
					t.Errorf("%s: the value comes back: %s", rt.name, a.Body)
				}
			}
		}
	}
	if tried < 50 {
		t.Errorf("%d tries", tried)
	}
	for _, q := range []string{"/users?ids[$ne]=x", "/users?q[$ne]=x", "/rooms/directory?q[$regex]=.*", "/users?q=%7B%22$ne%22:null%7D"} {
		e.do("GET", q, nil, as(ada)).status(200)
	}
}

func TestBodies(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	for name, c := range map[string]struct {
		body string
		code chat.Code // empty: fine
	}{
		"plain":            {`{"name":"a","visibility":"public"}`, ""},
		"unknown fields":   {`{"name":"a","visibility":"public","$where":"1","x":[{"y":{}}]}`, ""},
		"null is absent":   {`{"name":"a","visibility":"public","topic":null,"memberIds":null}`, ""},
		"null for needed":  {`{"name":null,"visibility":"public"}`, chat.CodeInvalid},
		"empty":            {``, chat.CodeInvalid},
		"not JSON":         {`name=a&visibility=public`, chat.CodeInvalid},
		"cut off":          {`{"name":"a"`, chat.CodeInvalid},
		"two values":       {`{"name":"a","visibility":"public"}{}`, chat.CodeInvalid},
		"a list":           {`[]`, chat.CodeInvalid},
		"a text":           {`"name"`, chat.CodeInvalid},
		"null":             {`null`, chat.CodeInvalid},
		"a list of a kind": {`{"name":"a","visibility":"public","memberIds":[1]}`, chat.CodeInvalid},
		"blank":            {`{"name":" \u0007 ","visibility":"public"}`, chat.CodeInvalid},
		"no such choice":   {`{"name":"a","visibility":"PUBLIC"}`, chat.CodeInvalid},
		"too long":         {`{"name":"` + strings.Repeat("a", 81) + `","visibility":"public"}`, chat.CodeInvalid},
		"nobody":           {`{"name":"a","visibility":"public","memberIds":["x"]}`, chat.CodeInvalid},
		"deep":             {`{"x":` + strings.Repeat("[", 60_000) + strings.Repeat("]", 60_000) + `}`, chat.CodeInvalid},
		"32 deep":          {`{"name":"a","visibility":"public","x":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`, ""},
		"33 deep":          {`{"name":"a","visibility":"public","x":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`, chat.CodeInvalid},
		"deep and open":    {strings.Repeat("[", 100_000), chat.CodeInvalid},
		"brackets in text": {`{"name":"a","visibility":"public","topic":"` + strings.Repeat(`[\"{`, 50) + `"}`, ""},
		"at the limit":     {`{"name":"a","visibility":"public"}` + strings.Repeat(" ", maxBody-34), ""},
		"beyond it":        {`{"name":"a","visibility":"public"}` + strings.Repeat(" ", maxBody-33), chat.CodeTooLarge},
	} {
		a := e.do("POST", "/rooms", c.body, as(ada))
		if c.code == "" {
			if a.Code != 201 {
				t.Errorf("%s: %d %s", name, a.Code, a.Body)
			}
			continue
		}
		if p := a.refused(c.code); c.code == chat.CodeInvalid && len(p.Errors) == 0 {
			t.Errorf("%s: no errors: %s", name, a.Body)
		}
	}
}

// What somebody typed into a field for secrets is never sent back, whatever is wrong with it.
func TestSecretsStayAway(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	const secret = "hunter2"
	for _, body := range []string{
		`{"username":"eve","password":"hunter2"}`,
		`{"username":"hunter2 hunter2","password":"hunter2hunter2"}`,
		`{"username":"eve","password":["hunter2"]}`,
		`{"username":"eve","password":{"hunter2":1}}`,
		`{"username":"eve","password":"hunter2`,
		`{"username":"ada","password":"hunter2hunter2"}`,
		`{"username":"eve","password":"hunter2` + strings.Repeat("x", 200) + `"}`,
		`{"password":"hunter2","currentPassword":"hunter2"}`,
		`{"password":"hunter2hunter2","currentPassword":"hunter2"}`,
	} {
		for _, a := range []answer{e.do("POST", "/auth/register", body), e.do("POST", "/auth/login", body), e.do("PATCH", "/me", body, as(ada))} {
			if strings.Contains(a.Body.String(), secret) {
				t.Errorf("%s: %s", body, a.Body)
			}
		}
	}
	if strings.Contains(e.log.String(), secret) {
		t.Errorf("logged: %s", e.log)
	}
}

func TestQueries(t *testing.T) {
	e := newEnv(t, options{})
	ada := e.signUp("ada")
	messages := "/rooms/" + string(e.room(ada, "general", chat.Public).ID) + "/messages"
	for path, field := range map[string]string{
		"/rooms?limit=0":                          "limit",
		"/rooms?limit=-1":                         "limit",
		"/rooms?limit=x":                          "limit",
		"/rooms?limit=1.5":                        "limit",
		"/rooms?limit=99999999999999999":          "", // more than 200 is taken as 200
		"/rooms?limit=99999999999999999999":       "limit",
		"/rooms?limit=":                           "",
		"/rooms?cursor=x":                         "cursor",
		"/rooms?cursor=eyJ9":                      "cursor",
		"/rooms/directory?cursor=*":               "cursor",
		"/rooms?x=1":                              "",
		"/rooms?%zz":                              "query",
		messages + "?before=1&after=1":            "before",
		messages + "?before=1&after=0":            "before",
		messages + "?before=0":                    "before",
		messages + "?around=-5":                   "around",
		messages + "?after=x":                     "after",
		messages + "?after=0":                     "",
		"/users?ids=" + strings.Repeat("x,", 100): "ids",
		"/users?ids=" + strings.Repeat("x,", 99):  "",
		"/users?ids=x&q=y":                        "ids",
		"/users":                                  "",
	} {
		a := e.do("GET", path, nil, as(ada))
		if field == "" {
			a.status(200)
		} else if p := a.refused(chat.CodeInvalid); p.Errors[0].Field != field {
			t.Errorf("%s: %s", path, a.Body)
		}
	}
}

func TestUnknownAddresses(t *testing.T) {
	e := newEnv(t, options{})
	for _, path := range []string{"/api/", "/api/v1", "/api/v1/", "/api/v2/rooms", "/api/v1/nothing", "/api/v1/rooms/a/b/c", "/api/openapi.yaml"} {
		e.send(httptest.NewRequest("GET", path, nil)).refused(chat.CodeNotFound)
	}
	for _, try := range [][3]string{{"PUT", "/me", "GET, PATCH"}, {"GET", "/auth/login", "POST"}, {"DELETE", "/rooms", "GET, POST"}, {"PATCH", "/rooms/directory", "GET"}} {
		a := e.do(try[0], try[1], nil).status(405)
		if a.Header().Get("Allow") != try[2] || a.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v: %v", try, a.Header())
		}
	}
	if a := e.do("HEAD", "/server", nil).status(200); a.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%v", a.Header())
	}
}

// Inputs must have tags that the reader understands: a field without one would silently come from the body.
func TestInputTags(t *testing.T) {
	for _, rt := range (&api{}).routes() {
		for i := range rt.op.in.NumField() {
			f := rt.op.in.Field(i)
			path, query, body := f.Tag.Get("path"), f.Tag.Get("query"), f.Tag.Get("json")
			if body == "" || (body == "-") != (path+query != "") || !f.IsExported() {
				t.Errorf("%s: field %s", rt.name, f.Name)
			}
			if path != "" && !strings.Contains(rt.pattern, "{"+path+"}") {
				t.Errorf("%s: no {%s} in %s", rt.name, path, rt.pattern)
			}
			if path != "" && f.Type.Kind() != reflect.String {
				t.Errorf("%s: %s is no text", rt.name, path)
			}
		}
	}
}
