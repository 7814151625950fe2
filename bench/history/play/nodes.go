package play

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"github.com/loquat-chat/loquat/bench/history/schedule"
)

// Several nodes take longer: what got lost between them is found by a sweep every 15 s, and a node that was killed is started anew.
const (
	nodesDraining = 40 * time.Second
	nodesSettling = 40 * time.Second
)

func (r *run) draining() time.Duration {
	if r.backend != nil {
		return nodesDraining
	}
	return draining
}

func (r *run) settling() time.Duration {
	if r.backend != nil {
		return nodesSettling
	}
	return settling
}

// makeServers makes the server, or several with what they share, on a copy of the template.
func (r *run) makeServers(ctx context.Context, o Options, folder string) (err error) {
	if o.Size.Nodes <= 1 {
		r.server, err = newServer(ctx, o.Bin, folder)
		r.servers = []*server{r.server}
		return err
	}
	if r.backend, err = startBackend(ctx, o.MongoDB, folder); err != nil {
		return err
	}
	if r.toMongo, err = r.network.link(ctx, r.backend.mongodb.address, r.plan.Seed); err != nil {
		return err
	}
	if r.toRedis, err = r.network.link(ctx, r.backend.redis.address, r.plan.Seed+1); err != nil {
		return err
	}
	for i := range o.Size.Nodes {
		env := append(r.backend.env(r.toMongo.address, r.toRedis.address), fmt.Sprintf("LOQUAT_NODE_ID=node%d", i))
		s, err := newServer(ctx, o.Bin, filepath.Join(folder, fmt.Sprintf("node%d", i)), env...)
		if err != nil {
			return err
		}
		r.servers = append(r.servers, s)
	}
	r.server = r.servers[0]
	return nil
}

// serverErrors are what the servers logged as errors.
func (r *run) serverErrors() (all []string) {
	for _, s := range r.servers {
		all = append(all, s.errors()...)
	}
	return all
}

// harmServers does what a schedule says to a node, or to what the nodes share.
func (r *run) harmServers(ctx context.Context, f schedule.Fault) {
	if f.Trouble == schedule.Kill || f.Trouble == schedule.Term {
		r.endServer(ctx, f)
		return
	}
	r.trace(-1, fmt.Sprintf("%s for %v (node %d)", f.Trouble, f.For, f.Node))
	switch f.Trouble {
	case schedule.Freeze:
		p := r.servers[f.Node].cmd.Process
		r.failed(p.Signal(syscall.SIGSTOP))
		time.Sleep(f.For)
		r.failed(p.Signal(syscall.SIGCONT))
	case schedule.RedisRestart:
		r.restart(ctx, r.backend.redis, f.For)
	case schedule.MongoRestart:
		r.restart(ctx, r.backend.mongodb, f.For)
	case schedule.RedisCut:
		r.failed(r.toRedis.fault(ctx, fault{Kind: "cut"}))
	case schedule.MongoCut:
		r.failed(r.toMongo.fault(ctx, fault{Kind: "cut"}))
	case schedule.RedisStall:
		r.stall(ctx, r.toRedis, f.For)
	case schedule.MongoStall:
		r.stall(ctx, r.toMongo, f.For)
	default: // of clients' connections, and of one node: elsewhere
	}
	r.trace(-1, fmt.Sprintf("%s is over", f.Trouble))
}

func (r *run) restart(ctx context.Context, s *service, after time.Duration) {
	s.stop()
	time.Sleep(after)
	r.failed(s.start(ctx))
}

func (r *run) stall(ctx context.Context, l *link, length time.Duration) {
	r.failed(l.accept(ctx, "stall"))
	r.failed(l.fault(ctx, fault{Kind: "stall", Direction: "both"}))
	time.Sleep(length)
	r.failed(l.heal(ctx, false))
}
