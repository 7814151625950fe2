package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const (
	beatEvery = 5 * time.Second
	beatLost  = 15 * time.Second // a node that has not been heard of for so long is dead
	maxSkew   = 5 * time.Second  // how far a node's clock may be off the database's
)

// Node is one server on the database, as the others see it.
type Node struct {
	ID    string `bson:"_id"`
	Key   string `bson:"key"`   // names its signing key
	Redis bool   `bson:"redis"` // it tells others of what it does
	At    int64  `bson:"at"`    // when it was heard of last, by its own clock
}

// Join makes this store one of several nodes, after having made sure that they go together: one signing key, Redis between them, clocks that agree.
// It waits for nodes that may just have died. Until Close it says every few seconds that the node lives. The error is a sentence for whoever runs the
// server.
func (s *Store) Join(ctx context.Context, me Node) error {
	if err := s.checkClock(ctx); err != nil {
		return err
	}
	if err := s.checkOthers(ctx, me); err != nil {
		return err
	}
	if err := s.beat(ctx, me); err != nil {
		return explained("the database cannot be written", err)
	}
	s.emptying.Go(func() { //nolint:contextcheck // it lives as long as the store
		tick := time.NewTicker(beatEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				ctx, cancel := context.WithTimeout(s.running, opTimeout)
				_ = s.beat(ctx, me) // or with the next
				cancel()
			case <-s.running.Done():
				ctx, cancel := context.WithTimeout(context.WithoutCancel(s.running), opTimeout)
				_, _ = s.nodes.DeleteOne(ctx, bson.M{"_id": me.ID}) // or it is taken for dead a little later
				cancel()
				return
			}
		}
	})
	return nil
}

func (s *Store) beat(ctx context.Context, me Node) error {
	_, err := s.nodes.UpdateOne(ctx, bson.M{"_id": me.ID}, bson.M{"$set": bson.M{"key": me.Key, "redis": me.Redis, "at": time.Now().UnixMilli()}},
		options.UpdateOne().SetUpsert(true))
	return err
}

// checkOthers says why this node cannot work with those that are there. One that does not say anything any more is no hindrance.
func (s *Store) checkOthers(ctx context.Context, me Node) error {
	var first []Node
	for begun := time.Now(); ; {
		found, err := all[Node](ctx, s.nodes, bson.M{"_id": bson.M{"$ne": me.ID}})
		if err != nil {
			return explained("the database cannot be read", err)
		}
		if first == nil {
			first = found
		}
		waiting := false
		for _, other := range found {
			reason := misfit(me, other)
			if reason == nil || time.Since(time.UnixMilli(other.At)) > beatLost+maxSkew {
				continue
			}
			if was := index(first, other.ID); was < 0 || first[was].At != other.At {
				return reason // it lives
			}
			waiting = true
		}
		if !waiting || time.Since(begun) > beatLost {
			return nil
		}
		select {
		case <-time.After(beatEvery / 5):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func index(nodes []Node, id string) int {
	for i := range nodes {
		if nodes[i].ID == id {
			return i
		}
	}
	return -1
}

// misfit is why two nodes cannot work together; nil if they can.
func misfit(me, other Node) error {
	switch {
	case me.Key != other.Key:
		return fmt.Errorf("node %s has another signing key: all nodes of one database need the same file in LOQUAT_JWT_KEY_FILE", other.ID)
	case !me.Redis:
		return fmt.Errorf("node %s works on this database already, and this one has no LOQUAT_REDIS_URL: nodes without Redis do not hear each other", other.ID)
	case !other.Redis:
		return fmt.Errorf("node %s works on this database without LOQUAT_REDIS_URL: nodes without Redis do not hear each other", other.ID)
	}
	return nil
}

// checkClock says so when this machine's clock is too far off the database's.
func (s *Store) checkClock(ctx context.Context) error {
	var hello struct {
		LocalTime time.Time `bson:"localTime"`
	}
	begun := time.Now()
	if err := s.client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return explained("MongoDB does not say what time it is", err)
	}
	if hello.LocalTime.IsZero() {
		return nil
	}
	trip := time.Since(begun)
	if skew := hello.LocalTime.Sub(begun.Add(trip / 2)).Abs(); skew > maxSkew+trip {
		return fmt.Errorf("this machine's clock is %v off MongoDB's: at most %v are allowed. Is time synchronised?", skew.Round(time.Second), maxSkew)
	}
	return nil
}

// Ready answers an error while the node must not serve: the database cannot be reached, was restored meanwhile, or its clock disagrees.
func (s *Store) Ready(ctx context.Context) error {
	return s.do(ctx, func(ctx context.Context) error {
		var doc struct{ Value string }
		if err := s.meta.FindOne(ctx, bson.M{"_id": "epoch"}).Decode(&doc); err != nil {
			return err
		}
		if doc.Value != s.epoch {
			return errors.New("the database has another epoch than at the start: restart this node")
		}
		return s.checkClock(ctx)
	})
}
