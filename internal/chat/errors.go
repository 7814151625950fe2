package chat

import (
	"errors"
	"fmt"
	"time"
)

// Code is the kind of an error, for machines; the set is protocol 5.
type Code string

// The error codes of protocol 5.
const (
	CodeUnauthorized   Code = "unauthorized"
	CodeTokenExpired   Code = "token_expired"
	CodeForbidden      Code = "forbidden"
	CodeNotFound       Code = "not_found"
	CodeConflict       Code = "conflict"
	CodeClientIDReused Code = "client_id_reused"
	CodeEditConflict   Code = "edit_conflict"
	CodeInvalid        Code = "invalid"
	CodeTooLarge       Code = "too_large"
	CodeRateLimited    Code = "rate_limited"
	CodeUnavailable    Code = "unavailable"
	CodeInternal       Code = "internal"
)

// Codes lists every code, in the order of protocol 5.
var Codes = []Code{
	CodeUnauthorized, CodeTokenExpired, CodeForbidden, CodeNotFound, CodeConflict, CodeClientIDReused,
	CodeEditConflict, CodeInvalid, CodeTooLarge, CodeRateLimited, CodeUnavailable, CodeInternal,
}

// FieldError says what is wrong with one field of a request. It never repeats the rejected value.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Error is an error with a kind for machines, a sentence for people and a cause for the log. The cause is never shown.
type Error struct {
	Code       Code
	Message    string
	Fields     []FieldError  // for CodeInvalid
	RetryAfter time.Duration // for CodeRateLimited always, for CodeUnavailable where known
	Details    any           // for CodeEditConflict: the newer message
	Cause      error
}

// Error is the code, the sentence and the cause: for the log.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Cause)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, chat.ErrNotFound) compare codes.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// Errorf makes an Error of a kind with a sentence for people.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid makes a CodeInvalid error about one field.
func Invalid(field, message string) *Error {
	return &Error{Code: CodeInvalid, Message: field + ": " + message, Fields: []FieldError{{Field: field, Message: message}}}
}

// Unavailable makes a CodeUnavailable error: the end is unknown, the same request may be repeated.
func Unavailable(cause error) *Error {
	return &Error{Code: CodeUnavailable, Message: "The server cannot do this right now. Try again.", Cause: cause}
}

// AsError answers an *Error for any error: its own, or CodeInternal around it.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: CodeInternal, Message: "Something went wrong on the server.", Cause: err}
}

// The refusals that have nothing more to say.
var (
	ErrNotFound       = Errorf(CodeNotFound, "There is no such thing here.")
	ErrForbidden      = Errorf(CodeForbidden, "You may not do this.")
	ErrClientIDReused = Errorf(CodeClientIDReused, "This id was used for something else.")
	// ErrNothingToDo is an Apply's answer when the state is already as asked: no number is given out.
	ErrNothingToDo = errors.New("nothing to do")
)
