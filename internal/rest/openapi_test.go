package rest

import (
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// The description names every route with its success, its refusals, and what it takes.
func TestDescription(t *testing.T) {
	e := newEnv(t, options{})
	a := e.send(httptest.NewRequest("GET", "/api/openapi.json", nil)).status(200)
	type param struct {
		Name, In string
		Schema   map[string]any
	}
	var doc struct {
		OpenAPI string
		Info    struct{ Title, Version string }
		Paths   map[string]map[string]struct {
			OperationID string
			Summary     string
			Security    []map[string][]string
			Parameters  []param
			RequestBody *struct {
				Content map[string]struct{ Schema map[string]any }
			}
			Responses map[string]struct {
				Content map[string]struct{ Schema map[string]any }
			}
		}
		Components struct {
			Schemas map[string]struct {
				Properties map[string]map[string]any
				Required   []string
			}
		}
	}
	if err := json.Unmarshal(a.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" || doc.Info.Title != "Loquat" || doc.Info.Version != "1.2.3" {
		t.Errorf("%+v", doc.Info)
	}
	described := 0
	for _, item := range doc.Paths {
		described += len(item)
	}
	table := (&api{}).routes()
	if described != len(table) {
		t.Errorf("%d operations described, %d in the table", described, len(table))
	}
	names := map[string]bool{}
	for _, rt := range table {
		o, ok := doc.Paths[rt.pattern][strings.ToLower(rt.method)]
		if !ok {
			t.Errorf("%s %s is not described", rt.method, rt.pattern)
			continue
		}
		if o.OperationID == "" || names[o.OperationID] || o.Summary == "" || o.Responses["default"].Content["application/problem+json"].Schema == nil {
			t.Errorf("%s %s: %+v", rt.method, rt.pattern, o)
		}
		names[o.OperationID] = true
		if (rt.access&signedIn != 0) != (len(o.Security) == 1 && o.Security[0]["accessToken"] != nil) {
			t.Errorf("%s: security %v", rt.name, o.Security)
		}
		for part := range strings.SplitSeq(rt.pattern, "/") {
			if strings.HasPrefix(part, "{") && !slices.ContainsFunc(o.Parameters, func(p param) bool {
				return p.In == "path" && "{"+p.Name+"}" == part && p.Schema["type"] == "string"
			}) {
				t.Errorf("%s: %s is not described", rt.name, part)
			}
		}
	}
	if o := doc.Paths["/rooms/{roomId}/messages"]["get"]; len(o.Parameters) != 5 {
		t.Errorf("%+v", o.Parameters)
	}
	if o := doc.Paths["/rooms"]["post"]; o.RequestBody == nil || o.Parameters[0].Name != "Idempotency-Key" {
		t.Errorf("%+v", o)
	}
	create := doc.Components.Schemas["CreateRoomRequest"]
	if !slices.Equal(create.Required, []string{"name", "visibility"}) || create.Properties["visibility"]["enum"] == nil {
		t.Errorf("%+v", create)
	}
	for name, s := range doc.Components.Schemas {
		_, secret := s.Properties["password"]
		if secret && !strings.HasSuffix(name, "Request") {
			t.Errorf("%s tells a password", name)
		}
		if s.Properties["$schema"] != nil {
			t.Errorf("%s has a $schema", name)
		}
	}
	if strings.Contains(a.Body.String(), `"additionalProperties":false`) {
		t.Error("fields cannot be added later")
	}
	if _, ok := doc.Components.Schemas["RoomSummary"].Properties["memberCount"]; !ok {
		t.Error("a summary has not all that a room has")
	}
}
