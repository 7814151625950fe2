// Hello is a Socket.IO server in one file: clients say something in a room, the
// others in it hear it, and the speaker learns how many they were.
//
//	go run ./socketio/examples/hello
//
// and from Node or a browser, with the official client:
//
//	const socket = io("http://127.0.0.1:3000/rooms/kitchen", { auth: { name: "Ann" } });
//	socket.on("welcome", (names) => console.log("here:", names));
//	socket.on("said", (who, what) => console.log(who, what));
//	console.log(await socket.emitWithAck("say", { what: "hello" }));
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/loquat-chat/loquat/socketio"
)

type say struct {
	What string `json:"what"`
}

type heard struct {
	By int `json:"by"`
}

func newServer() *socketio.Server {
	srv := socketio.New(socketio.Options{})
	rooms := srv.Match("/rooms/{room}")
	rooms.Use(func(_ context.Context, s *socketio.Socket) error {
		var auth struct{ Name string }
		if json.Unmarshal(s.Auth(), &auth) != nil || auth.Name == "" {
			return &socketio.ConnectError{Message: "a name, please", Data: map[string]string{"code": "unauthorized"}}
		}
		s.SetData(auth.Name)
		return nil
	})
	rooms.OnConnect(func(_ context.Context, s *socketio.Socket) {
		var names []string
		for _, other := range rooms.Of(s.Namespace()).Sockets() {
			names = append(names, other.Data().(string))
		}
		_ = s.Emit("welcome", names)
		s.Release() // what was said meanwhile comes after the welcome
	})
	socketio.Handle(rooms, "say", func(_ context.Context, s *socketio.Socket, in say) (heard, error) {
		others := s.To()
		return heard{By: len(others.Sockets())}, others.Emit("said", s.Data(), in.What)
	})
	return srv
}

func main() {
	srv := newServer()
	mux := http.NewServeMux()
	mux.Handle("/socket.io/", srv)
	server := &http.Server{Addr: "127.0.0.1:3000", Handler: mux, ReadHeaderTimeout: 10 * time.Second}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = srv.Close(ctx) // clients will come back
		_ = server.Shutdown(ctx)
	})
	log.Printf("listening on http://%s", server.Addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}
