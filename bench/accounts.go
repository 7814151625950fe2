package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// account is somebody who has signed up.
type account struct {
	id, token string
}

var web = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}

// register makes n accounts. They stay good for all servers on this data folder.
func (b *bench) register(ctx context.Context, n int) error {
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	begin := time.Now()
	run := fmt.Sprintf("%06x", rand.Uint32()&0xffffff) //nolint:gosec // a name, no secret
	b.accounts = make([]account, n)
	err = each(ctx, 8, n, func(i int) error {
		var answer struct {
			User        struct{ ID string }
			AccessToken string
		}
		err := post(ctx, s.url+"/api/v1/auth/register", "", map[string]string{
			"username": fmt.Sprintf("bench-%s-%d", run, i), "password": "correct horse battery",
		}, &answer)
		b.accounts[i] = account{answer.User.ID, answer.AccessToken}
		return err
	})
	if err != nil {
		return fmt.Errorf("signing up: %w", err)
	}
	took := time.Since(begin)
	b.out.row("set-up", thousands(int64(n))+" accounts", "time", "%.1f s (%.1f ms each)", took.Seconds(), took.Seconds()*1000/float64(n))
	return nil
}

// founders is how many people a room may be made with, beside the one who makes it.
const founders = 200

// makeRoom makes a room of these people and answers its id.
func makeRoom(ctx context.Context, url, name string, people []account) (string, error) {
	ids := []string{}
	for _, a := range people[1:min(len(people), founders+1)] {
		ids = append(ids, a.id)
	}
	var answer struct{ ID string }
	err := post(ctx, url+"/api/v1/rooms", people[0].token, map[string]any{"name": name, "visibility": "public", "memberIds": ids}, &answer)
	if err != nil {
		return "", fmt.Errorf("making a room: %w", err)
	}
	late := people[1+len(ids):]
	err = each(ctx, 32, len(late), func(i int) error {
		return post(ctx, url+"/api/v1/rooms/"+answer.ID+"/join", late[i].token, nil, &answer)
	})
	if err != nil {
		return "", fmt.Errorf("joining a room: %w", err)
	}
	return answer.ID, nil
}

func post(ctx context.Context, url, token string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		text = nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	got, err := web.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close() //nolint:errcheck // only read
	text, err = io.ReadAll(got.Body)
	if err != nil {
		return err
	}
	if got.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", got.Status, text)
	}
	return json.Unmarshal(text, answer)
}

// each calls do with 0 to n-1, at most this many at a time, until one fails.
func each(ctx context.Context, workers, n int, do func(i int) error) error {
	next := make(chan int)
	failed := make(chan error, n)
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					failed <- err
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil && len(failed) == 0; i++ {
		next <- i
	}
	close(next)
	wg.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return ctx.Err()
	}
}
