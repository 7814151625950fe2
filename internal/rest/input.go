package rest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/loquat-chat/loquat/internal/chat"
)

// maxDepth is how deep JSON may be nested.
const maxDepth = 32

// fields says where the fields of an input come from.
type fields struct {
	path, query []field
	body        bool // some come from the JSON body
}

// field is one that comes from the path or the query.
type field struct {
	index int
	name  string
	def   string // the value if there is none
	least int64  // for numbers
}

// fieldsOf reads the tags of an input: path:"name", query:"name" (with default and minimum), json for the body.
func fieldsOf(t reflect.Type) fields {
	var f fields
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		least, _ := strconv.ParseInt(tag.Get("minimum"), 10, 64)
		if name := tag.Get("path"); name != "" {
			f.path = append(f.path, field{index: i, name: name})
		} else if name := tag.Get("query"); name != "" {
			f.query = append(f.query, field{index: i, name: name, def: tag.Get("default"), least: least})
		} else {
			f.body = true
		}
	}
	return f
}

// read fills an input.
func (f fields) read(c *call, in reflect.Value) error {
	if f.body {
		if err := readBody(c.r, in.Addr().Interface()); err != nil {
			return err
		}
	}
	for _, p := range f.path {
		in.Field(p.index).SetString(c.r.PathValue(p.name))
	}
	if len(f.query) == 0 {
		return nil
	}
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return chat.Invalid("query", "cannot be read")
	}
	for _, q := range f.query {
		text := values.Get(q.name)
		if text == "" {
			text = q.def
		}
		if text == "" {
			continue
		}
		if err := q.set(in.Field(q.index), text); err != nil {
			return err
		}
	}
	return nil
}

// set puts the text of a query parameter into a field: text, a whole number (absent: nil), or a list with commas.
func (q field) set(v reflect.Value, text string) error {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Slice:
		list := strings.Split(text, ",")
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i, s := range list {
			v.Index(i).SetString(s)
		}
	default:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return chat.Invalid(q.name, "must be a whole number")
		}
		if n < q.least {
			return chat.Invalid(q.name, "must be at least "+strconv.FormatInt(q.least, 10))
		}
		v.SetInt(n)
	}
	return nil
}

// readBody decodes a JSON body. Unknown fields are ignored, null is the same as absent. Errors name a field, never its value.
func readBody(r *http.Request, into any) error {
	text, err := io.ReadAll(r.Body)
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		return chat.Errorf(chat.CodeTooLarge, "A request has at most %d bytes.", maxBody)
	}
	if err != nil {
		return chat.Invalid("body", "cannot be read")
	}
	if tooDeep(text) {
		return chat.Invalid("body", "is nested too deeply")
	}
	err = json.Unmarshal(text, into)
	if err == nil {
		return nil
	}
	wrong := new(json.UnmarshalTypeError)
	if !errors.As(err, &wrong) {
		return chat.Invalid("body", "is not JSON")
	}
	name := wrong.Field
	if name == "" {
		name = "body"
	}
	return chat.Invalid(name, "must be "+inWords(wrong.Type))
}

func inWords(t reflect.Type) string {
	switch t.Kind() { //nolint:exhaustive // no other kinds are used
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "a whole number"
}

// tooDeep says whether JSON is nested deeper than maxDepth; what is no JSON may be either.
func tooDeep(text []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[', c == '{':
			if depth++; depth > maxDepth {
				return true
			}
		case c == ']', c == '}':
			depth--
		}
	}
	return false
}

// The sizes of pages.
const maxLimit = 200

// page is how many entries are asked for: one more tells whether there are more.
func page(limit int64) int { return int(min(limit, maxLimit)) }

// cut takes off the entry that was read to see whether there is more.
func cut[T any](list []T, limit int) (part []T, more bool) {
	if len(list) > limit {
		return list[:limit], true
	}
	return list, false
}

// cursor writes a place in a list as an opaque text.
func cursor(place any) string {
	text, err := json.Marshal(place)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// after reads a place that cursor wrote; the empty text is the beginning.
func after(text string, place any) error {
	if text == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, place) != nil {
		return chat.Invalid("cursor", "is none that this list gave out")
	}
	return nil
}
