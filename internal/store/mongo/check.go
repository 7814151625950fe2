package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
)

// minWire is the wire version of MongoDB 6.0.
const minWire = 17

// check says in a sentence what is wrong with the server, if anything is.
func check(ctx context.Context, client *mongo.Client) error {
	if err := client.Ping(ctx, readpref.Primary()); err != nil {
		return explained("MongoDB cannot be reached", err)
	}
	var hello struct {
		SetName        string `bson:"setName"`
		Msg            string `bson:"msg"`
		MaxWireVersion int    `bson:"maxWireVersion"`
	}
	if err := client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return explained("MongoDB does not say what it is", err)
	}
	var build struct {
		Version string `bson:"version"`
		Ferret  string `bson:"ferretdbVersion"`
	}
	if err := client.Database("admin").RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return explained("MongoDB does not say its version", err)
	}
	switch {
	case build.Ferret != "": // compatible; has neither replica sets nor a lower wire version of its own
		return nil
	case hello.MaxWireVersion < minWire:
		return fmt.Errorf("MongoDB %s is too old: Loquat needs 6.0 or newer", build.Version)
	case hello.Msg == "isdbgrid": // a mongos: the collections must not be sharded, which is how they are made
		return nil
	case hello.SetName == "":
		return errors.New("MongoDB runs without a replica set: a majority cannot confirm what is written. Start it with --replSet and run rs.initiate(); one member is enough")
	}
	return nil
}

// explained makes a sentence of an error of the driver.
func explained(what string, err error) error {
	var server mongo.ServerError
	switch {
	case errors.As(err, &server) && (server.HasErrorCode(18) || server.HasErrorCode(8000)):
		return fmt.Errorf("%s: the name or the password in the MongoDB URI is wrong: %w", what, err)
	case errors.As(err, &server) && server.HasErrorCode(13):
		return fmt.Errorf("%s: the user of the MongoDB URI needs the role readWrite on the database: %w", what, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}
