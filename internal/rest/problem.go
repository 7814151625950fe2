package rest

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
)

// Problem is what every refusal looks like (RFC 9457).
type Problem struct {
	Type         string            `json:"type"`
	Title        string            `json:"title"`
	Status       int               `json:"status"`
	Detail       string            `json:"detail" doc:"A sentence for people."`
	Code         chat.Code         `json:"code"`
	Errors       []chat.FieldError `json:"errors,omitempty" doc:"For invalid: what is wrong with which field."`
	RetryAfterMs int64             `json:"retryAfterMs,omitempty" doc:"For rate_limited always, for unavailable where known."`
}

// kinds has the HTTP status and title of each code.
var kinds = map[chat.Code]struct {
	status int
	title  string
}{
	chat.CodeUnauthorized:   {http.StatusUnauthorized, "Not signed in"},
	chat.CodeTokenExpired:   {http.StatusUnauthorized, "Access token expired"},
	chat.CodeForbidden:      {http.StatusForbidden, "Not allowed"},
	chat.CodeNotFound:       {http.StatusNotFound, "Not found"},
	chat.CodeConflict:       {http.StatusConflict, "Conflict"},
	chat.CodeClientIDReused: {http.StatusConflict, "Id used for something else"},
	chat.CodeEditConflict:   {http.StatusConflict, "Changed meanwhile"},
	chat.CodeInvalid:        {http.StatusUnprocessableEntity, "Invalid input"},
	chat.CodeTooLarge:       {http.StatusRequestEntityTooLarge, "Too large"},
	chat.CodeRateLimited:    {http.StatusTooManyRequests, "Too many requests"},
	chat.CodeUnavailable:    {http.StatusServiceUnavailable, "Not available right now"},
	chat.CodeInternal:       {http.StatusInternalServerError, "Internal error"},
}

// fail answers an error. What the operator has to know is logged here and nowhere else.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := chat.AsError(err)
	kind, known := kinds[e.Code]
	if !known {
		kind, e = kinds[chat.CodeInternal], &chat.Error{Code: chat.CodeInternal, Message: "Something went wrong on the server.", Cause: err}
	}
	if gone := r.Context().Err() != nil; !gone {
		switch e.Code { //nolint:exhaustive // the others are the client's affair
		case chat.CodeInternal:
			a.log.Error("request failed", "method", r.Method, "route", r.Pattern, "error", err)
		case chat.CodeUnavailable:
			a.log.Warn("request could not be served", "method", r.Method, "route", r.Pattern, "error", err)
		}
	}
	if kind.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	a.problem(w, kind.status, e)
}

// problem writes the answer of a refusal.
func (a *api) problem(w http.ResponseWriter, status int, e *chat.Error) {
	title := kinds[e.Code].title
	if status == http.StatusMethodNotAllowed {
		title = http.StatusText(status)
	}
	p := Problem{
		Type: "urn:loquat:error:" + string(e.Code), Title: title, Status: status, Detail: e.Message, Code: e.Code, Errors: e.Fields,
	}
	if e.RetryAfter > 0 {
		p.RetryAfterMs = max(1, int64(math.Ceil(float64(e.RetryAfter)/float64(time.Millisecond))))
		w.Header().Set("Retry-After", strconv.FormatInt(int64(math.Ceil(e.RetryAfter.Seconds())), 10))
	}
	text, err := json.Marshal(p)
	if err != nil {
		a.log.Error("a problem cannot be written", "error", err)
	}
	writeJSON(w, status, "application/problem+json", text)
}
