package hist

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestEveryValueIsInItsBucket(t *testing.T) {
	values := []uint64{0, 1, width - 1, width, 2*width - 1, 2 * width, 2*width + 1, 1 << 20, 1<<20 - 1, math.MaxInt64}
	for range 10_000 {
		values = append(values, rand.Uint64()>>(1+rand.IntN(63)))
	}
	for _, v := range values {
		i := bucket(v)
		if i < 0 || i >= buckets {
			t.Fatalf("%d is in bucket %d of %d", v, i, buckets)
		}
		if v > upper(i) || i > 0 && v <= upper(i-1) {
			t.Fatalf("%d is in bucket %d, which ends at %d and begins after %d", v, i, upper(i), upper(i-1))
		}
		if float64(upper(i)-v) > float64(v)/width {
			t.Fatalf("%d is known as %d only", v, upper(i))
		}
	}
}

func TestQuantilesAreThoseOfTheSortedValues(t *testing.T) {
	var h Histogram
	values := make([]time.Duration, 50_000)
	for i := range values {
		values[i] = time.Duration(math.Exp(rand.NormFloat64()*2+13)) * time.Nanosecond
		h.Record(values[i])
	}
	slices.Sort(values)
	for _, q := range []float64{0.01, 0.5, 0.9, 0.99, 0.999, 1} {
		want := values[max(int(q*float64(len(values))+0.5)-1, 0)]
		if got := h.Quantile(q); got < want || float64(got) > float64(want)*1.01 {
			t.Errorf("quantile %v is %v, of the values it is %v", q, got, want)
		}
	}
	if h.Max() != values[len(values)-1] || h.Quantile(1) != h.Max() {
		t.Errorf("the maximum is %v and quantile 1 %v, of the values it is %v", h.Max(), h.Quantile(1), values[len(values)-1])
	}
}

func TestEmptyAndNegative(t *testing.T) {
	var h Histogram
	if h.Quantile(0.5) != 0 || h.Max() != 0 || h.Count() != 0 || h.String() != "none" {
		t.Errorf("an empty histogram answers %v, %v, %d, %q", h.Quantile(0.5), h.Max(), h.Count(), &h)
	}
	h.Record(-time.Second)
	if h.Count() != 1 || h.Quantile(1) != 0 {
		t.Errorf("a negative duration counts as %v, %d times", h.Quantile(1), h.Count())
	}
}

func TestString(t *testing.T) {
	var h Histogram
	for range 98 {
		h.Record(1_230 * time.Microsecond)
	}
	h.Record(45_600 * time.Microsecond)
	h.Record(1234 * time.Millisecond)
	if got, want := h.String(), "1.24 / 45.6 / 1234 ms"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestManyGoroutinesRecord(t *testing.T) {
	var h Histogram
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 1_000 {
				h.Record(time.Duration(g*1_000 + i))
			}
		})
	}
	wg.Wait()
	if h.Count() != 8_000 || h.Max() != 7_999 {
		t.Errorf("%d recorded up to %d, want 8000 up to 7999", h.Count(), h.Max())
	}
}
