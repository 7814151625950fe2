// Package obs is what an operator looks at: the log and the metrics. No label names a user or a room.
package obs

import (
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/loquat-chat/loquat/internal/chat"
)

// NewLog makes the log: format is text or json, level one of slog's names.
func NewLog(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	if l.UnmarshalText([]byte(level)) != nil {
		l = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: l}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// Metrics is what /metrics shows. Safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	changes  *prometheus.CounterVec
	requests *prometheus.HistogramVec
	commits  prometheus.Histogram
	panics   prometheus.Counter
	slow     prometheus.Counter
}

// NewMetrics makes the metrics.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		changes:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "loquat_changes_total", Help: "Committed changes of rooms, by kind of line."}, []string{"kind"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "loquat_http_request_seconds", Help: "Duration of REST requests.", Buckets: []float64{.001, .005, .025, .1, .5, 2.5},
		}, []string{"method", "status"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "loquat_commit_seconds", Help: "Duration of the store's commits, which sync to disk.", Buckets: []float64{.0005, .002, .01, .05, .25, 1},
		}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{Name: "loquat_panics_total", Help: "Requests that ended with a panic: defects."}),
		slow:   prometheus.NewCounter(prometheus.CounterOpts{Name: "loquat_slow_readers_total", Help: "Connections closed because too much waited for them."}),
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), m.changes, m.requests, m.commits, m.panics, m.slow,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "loquat_build_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version}}, func() float64 { return 1 }),
	)
	return m
}

// Watch shows what is counted at each look: open connections and the people behind them, and what waits to be published.
func (m *Metrics) Watch(here func() (connections, people int), unpublished func() int) {
	gauge := func(name, help string, count func() int) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(count()) }))
	}
	gauge("loquat_connections", "Open Socket.IO connections.", func() int { n, _ := here(); return n })
	gauge("loquat_people_online", "People with at least one connection here.", func() int { _, n := here(); return n })
	gauge("loquat_unpublished", "Changes and reads that are asked for and not published yet.", unpublished)
}

// Commit counts a commit of the store.
func (m *Metrics) Commit(took time.Duration) { m.commits.Observe(took.Seconds()) }

// Panic counts a request that panicked.
func (m *Metrics) Panic() { m.panics.Inc() }

// Slow counts a connection that was closed because its client does not read.
func (m *Metrics) Slow() { m.slow.Inc() }

// ServeHTTP answers in Prometheus's text format.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}

// Publisher counts what passes to the next publisher.
func (m *Metrics) Publisher(next chat.Publisher) chat.Publisher { return counting{next, m} }

type counting struct {
	chat.Publisher
	m *Metrics
}

func (c counting) Committed(changes []chat.Change) {
	for i := range changes {
		c.m.changes.WithLabelValues(string(changes[i].Message.Kind)).Inc()
	}
	c.Publisher.Committed(changes)
}

// Requests measures REST requests.
func (m *Metrics) Requests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, rec := time.Now(), &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		m.requests.WithLabelValues(method(r.Method), strconv.Itoa(rec.status)).Observe(time.Since(start).Seconds())
	})
}

// method keeps made-up methods from becoming labels.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete:
		return name
	}
	return "other"
}

type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}
