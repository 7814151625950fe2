// Package hist counts durations in buckets of a fixed relative width, so that percentiles of millions of values cost a fixed, small memory.
package hist

import (
	"fmt"
	"math/bits"
	"sync/atomic"
	"time"
)

// Each power of two is divided into 1<<precision buckets: a value is known to better than one part in 128.
const (
	precision = 7
	width     = 1 << precision
	buckets   = (64 - precision) * width
)

// Histogram counts durations. The zero value is empty and ready; it may be used from many goroutines and must not be copied.
type Histogram struct {
	counts [buckets]atomic.Uint64
	max    atomic.Int64
}

// Record counts d; a negative duration counts as 0.
func (h *Histogram) Record(d time.Duration) {
	v := max(int64(d), 0)
	h.counts[bucket(uint64(v))].Add(1)
	for {
		old := h.max.Load()
		if v <= old || h.max.CompareAndSwap(old, v) {
			return
		}
	}
}

// Count is how many durations were recorded.
func (h *Histogram) Count() uint64 {
	var n uint64
	for i := range h.counts {
		n += h.counts[i].Load()
	}
	return n
}

// Max is the greatest duration recorded, exactly; 0 if there is none.
func (h *Histogram) Max() time.Duration { return time.Duration(h.max.Load()) }

// Quantile is the smallest duration that at least the share q (0 to 1) of what was recorded does not exceed, rounded up by less than 1 %; 0 if there
// is none.
func (h *Histogram) Quantile(q float64) time.Duration {
	rank := max(uint64(q*float64(h.Count())+0.5), 1)
	var n uint64
	for i := range h.counts {
		n += h.counts[i].Load()
		if n >= rank {
			return min(time.Duration(upper(i)), h.Max()) //nolint:gosec // buckets of positive int64 only
		}
	}
	return 0
}

// String is p50, p99 and the maximum in milliseconds.
func (h *Histogram) String() string {
	if h.Count() == 0 {
		return "none"
	}
	ms := func(d time.Duration) string {
		if v := float64(d) / 1e6; v < 100 {
			return fmt.Sprintf("%.3g", v)
		}
		return fmt.Sprint(d.Round(time.Millisecond).Milliseconds())
	}
	return fmt.Sprintf("%s / %s / %s ms", ms(h.Quantile(0.5)), ms(h.Quantile(0.99)), ms(h.Max()))
}

// bucket is where v is counted: exact below width, then by the leading precision+1 bits.
func bucket(v uint64) int {
	if v < width {
		return int(v)
	}
	shift := bits.Len64(v) - precision - 1
	return shift*width + int(v>>shift) //nolint:gosec // below 2*width
}

// upper is the greatest value that is counted in bucket i.
func upper(i int) uint64 {
	if i < 2*width {
		return uint64(i) //nolint:gosec // an index
	}
	shift := i/width - 1
	return uint64(i%width+width+1)<<shift - 1
}
