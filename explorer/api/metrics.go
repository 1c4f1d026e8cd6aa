package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics of the explorer for Prometheus.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "troth_explorer_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "troth_explorer_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds)
	gauge := func(name, help string, value func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "troth_explorer_" + name, Help: help}, value))
	}
	gauge("height", "Last height indexed.", func() float64 { return float64(s.Follower.Progress().Height) })
	gauge("node_height", "Last height of the node.", func() float64 { return float64(s.Follower.Progress().NodeHeight) })
	gauge("blocks_per_second", "Speed of catching up; 0 when there is nothing to catch up.", func() float64 { return s.Follower.Progress().PerSecond })
	gauge("problem", "1 when the follower does not go on.", func() float64 {
		if s.Follower.Progress().Problem != "" {
			return 1
		}
		return 0
	})
	gauge("streams", "Open streams of events.", func() float64 { return float64(s.streams.count()) })
	return m
}

func (m *metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
