package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/loquat-chat/loquat/internal/chat"
	"github.com/loquat-chat/loquat/internal/protocol"
	"github.com/loquat-chat/loquat/internal/rest"
	"github.com/loquat-chat/loquat/socketio"
	"github.com/loquat-chat/loquat/socketio/sockettest"
)

// TestAsleep: a device slept until its access token had expired. It is told so, gets a new one by its cookie, comes back, and has what it missed.
func TestAsleep(t *testing.T) {
	s := newSystem(t, "--access-token-ttl", "2s")
	net := sockettest.Serve(t, s.handler)
	t.Cleanup(func() { s.end(context.WithoutCancel(t.Context()), &http.Server{ReadHeaderTimeout: time.Second}) }) // before net ends
	var cookie *http.Cookie
	post := func(path, token string, in, out any) {
		t.Helper()
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://loquat/api/v1"+path, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if cookie != nil {
			r.AddCookie(cookie)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Close = true
		answer, err := net.HTTP().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if err := json.NewDecoder(answer.Body).Decode(out); err != nil || answer.StatusCode >= 300 {
			t.Fatalf("%s: %s, %v", path, answer.Status, err)
		}
		for _, c := range answer.Cookies() {
			cookie = c
		}
	}
	var me rest.SignedIn
	post("/auth/register", "", rest.RegisterRequest{Username: "ada", Password: "a long password", SetupToken: s.auth.SetupToken()}, &me)
	var room protocol.Room
	post("/rooms", me.AccessToken, rest.CreateRoomRequest{Name: "room", Visibility: chat.Private}, &room)
	var device *sockettest.Client
	connect := func(token string, since chat.Version) (*sockettest.Socket, error) {
		if device != nil {
			device.Close()
		}
		device = net.Client(t)
		auth := map[string]any{"token": token, "since": since, "epoch": s.chat.Epoch()}
		return device.Connect(t.Context(), "/rooms/"+string(room.ID), auth)
	}
	if _, err := connect(me.AccessToken, 0); err != nil {
		t.Fatal(err)
	}

	for refused := new(socketio.ConnectError); ; { // it sleeps
		_, err := connect(me.AccessToken, 1)
		if errors.As(err, &refused) {
			var data protocol.WireError
			if err := json.Unmarshal(refused.Data.(json.RawMessage), &data); err != nil || data.Code != chat.CodeTokenExpired {
				t.Fatalf("refused with %s, %v", refused.Data, err)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(100 * time.Millisecond)
	}
	missed := make(chan error, 1)
	s.chat.SendMessage(t.Context(), me.User.ID, chat.NewMessage{Room: room.ID, Content: "from another device"}, func(_ chat.Saved, err error) { missed <- err })
	if err := <-missed; err != nil {
		t.Fatal(err)
	}

	post("/auth/refresh", "", nil, &me)
	again, err := connect(me.AccessToken, 1)
	if err != nil {
		t.Fatal(err)
	}
	e, err := again.Await(t.Context(), "sync")
	var sync protocol.Sync
	if err == nil {
		err = e.Decode(&sync)
	}
	if err != nil || sync.Reset || sync.Since != 1 || sync.Version != 2 || len(sync.Messages) != 1 || sync.Messages[0].Content != "from another device" {
		t.Errorf("caught up with %+v, %v", sync, err)
	}
}
