package rest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/loquat-chat/loquat/internal/auth"
	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
)

// describe writes the OpenAPI description of the table.
func describe(table []route, info Info) ([]byte, error) {
	doc := openAPI(table, info)
	for _, s := range doc.Components.Schemas.Map() {
		if s.AdditionalProperties == false {
			s.AdditionalProperties = nil // fields may be added later; only our tests are strict
		}
	}
	return json.Marshal(doc)
}

// openAPI describes the table.
func openAPI(table []route, info Info) *huma.OpenAPI {
	schemas := newSchemas()
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: info.Name, Version: info.Version,
			Description: "Errors are application/problem+json with a code. Messages are sent and told over Socket.IO.",
		},
		Servers: []*huma.Server{{URL: prefix}},
		Components: &huma.Components{
			Schemas: schemas,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"accessToken":   {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
				"refreshCookie": {Type: "apiKey", In: "cookie", Name: refreshCookie},
			},
		},
		Paths: map[string]*huma.PathItem{},
	}
	for _, rt := range table {
		doc.AddOperation(operationOf(rt, schemas))
	}
	return doc
}

func operationOf(rt route, schemas huma.Registry) *huma.Operation {
	o := &huma.Operation{
		Method: rt.method, Path: rt.pattern, OperationID: rt.name, Summary: rt.summary,
		Tags:      []string{strings.Split(rt.pattern, "/")[1]},
		Responses: map[string]*huma.Response{"default": problemResponse(schemas)},
	}
	switch {
	case rt.access&signedIn != 0:
		o.Security = []map[string][]string{{"accessToken": {}}}
	case rt.name == "refresh":
		o.Security = []map[string][]string{{"refreshCookie": {}}}
	case rt.name == "logout":
		o.Security = []map[string][]string{{"refreshCookie": {}}, {"accessToken": {}}}
	}
	if rt.access&keyed != 0 {
		least, most := 1, 64
		o.Parameters = append(o.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Description: "Made once for each wish; repeated, the first result is answered.",
			Schema: &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most, Pattern: "^[A-Za-z0-9_-]+$"},
		})
	}
	for i := range rt.op.in.NumField() {
		if p := paramOf(rt.op.in.Field(i), schemas); p != nil {
			o.Parameters = append(o.Parameters, p)
		}
	}
	if fieldsOf(rt.op.in).body {
		o.RequestBody = &huma.RequestBody{
			Required: true,
			Content:  map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(rt.op.in, true, rt.name)}},
		}
	}
	for _, status := range rt.statuses {
		response := &huma.Response{Description: http.StatusText(status)}
		if status != http.StatusNoContent {
			response.Content = map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(rt.op.out, true, rt.name)}}
		}
		o.Responses[strconv.Itoa(status)] = response
	}
	return o
}

func problemResponse(schemas huma.Registry) *huma.Response {
	return &huma.Response{
		Description: "A refusal.",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schemas.Schema(reflect.TypeFor[Problem](), true, "")}},
	}
}

// paramOf describes a field that comes from the path or the query.
func paramOf(f reflect.StructField, schemas huma.Registry) *huma.Param {
	p := &huma.Param{Name: f.Tag.Get("path"), In: "path", Required: true}
	if p.Name == "" {
		p = &huma.Param{Name: f.Tag.Get("query"), In: "query", Explode: new(false)}
	}
	if p.Name == "" {
		return nil
	}
	p.Schema = huma.SchemaFromField(schemas, f, "")
	p.Schema.Nullable = false
	p.Description, p.Schema.Description = p.Schema.Description, ""
	return p
}

// newSchemas makes a registry that knows the types which Go writes as plain strings.
func newSchemas() huma.Registry {
	huma.DefaultArrayNullable = false // our lists are never null
	r := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	ids[chat.UserID](r)
	ids[chat.RoomID](r)
	ids[chat.MessageID](r)
	ids[chat.SessionID](r)
	alias[protocol.Timestamp, timestamp](r)
	alias[chat.Code, code](r)
	alias[chat.ServerRole, serverRole](r)
	alias[chat.Role, role](r)
	alias[chat.RoomKind, roomKind](r)
	alias[chat.Visibility, visibility](r)
	alias[chat.MessageKind, messageKind](r)
	alias[chat.SystemType, systemType](r)
	alias[auth.Registration, registration](r)
	return r
}

// alias describes T as D, which says what its schema is.
func alias[T, D any](r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[T](), reflect.TypeFor[D]())
}

func ids[T any](r huma.Registry) { alias[T, id](r) }

type (
	id           string
	timestamp    string
	code         string
	serverRole   string
	role         string
	roomKind     string
	visibility   string
	messageKind  string
	systemType   string
	registration string
)

func (id) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "uuid"}
}

func (timestamp) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time"}
}

func (code) Schema(huma.Registry) *huma.Schema { return oneOf(chat.Codes...) }

func (serverRole) Schema(huma.Registry) *huma.Schema {
	return oneOf(chat.ServerAdmin, chat.ServerMember)
}

func (role) Schema(huma.Registry) *huma.Schema {
	return oneOf(chat.Owner, chat.Moderator, chat.RoleMember, chat.Reader, chat.Guest)
}

func (roomKind) Schema(huma.Registry) *huma.Schema { return oneOf(chat.Group, chat.Direct) }

func (visibility) Schema(huma.Registry) *huma.Schema { return oneOf(chat.Public, chat.Private) }

func (messageKind) Schema(huma.Registry) *huma.Schema { return oneOf(chat.Text, chat.System) }

func (systemType) Schema(huma.Registry) *huma.Schema {
	return oneOf(chat.RoomCreated, chat.Joined, chat.Added, chat.Left, chat.Removed,
		chat.RoleChanged, chat.Renamed, chat.TopicChanged, chat.VisibilitySet, chat.RoomClosed)
}

func (registration) Schema(huma.Registry) *huma.Schema {
	return oneOf(auth.Open, auth.Invite, auth.Closed)
}

func oneOf[T ~string](values ...T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}
