package economics

import (
	"math"
	"math/rand/v2"
	"slices"
)

// source is a stream of random numbers that can be copied, so that what follows a fork is the same for everybody.
type source struct {
	pcg *rand.PCG
	*rand.Rand
}

func newSource(seed uint64) source {
	pcg := rand.NewPCG(seed, 0x7472_6f74_68)
	return source{pcg, rand.New(pcg)}
}

func (s source) fork() source {
	pcg := *s.pcg
	return source{&pcg, rand.New(&pcg)}
}

func (s source) uniform(low, high float64) float64 { return low + (high-low)*s.Float64() }

func (s source) lognormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*s.NormFloat64())
}

// beta draws from Beta(a, b) with a, b ≥ 1.
func (s source) beta(a, b float64) float64 {
	x := s.gamma(a)
	return x / (x + s.gamma(b))
}

// gamma draws from Gamma(shape, 1) with shape ≥ 1 (Marsaglia and Tsang 2000).
func (s source) gamma(shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(1-s.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	if n == 0 {
		return math.NaN()
	}
	return (x[(n-1)/2] + x[n/2]) / 2
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// standardError of a mean; 0 of a single figure.
func standardError(x []float64) float64 {
	if len(x) < 2 {
		return 0
	}
	m, sum := mean(x), 0.0
	for _, v := range x {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(len(x)*(len(x)-1)))
}

// ranks with ties averaged.
func ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case v[a] < v[b]:
			return -1
		case v[a] > v[b]:
			return 1
		}
		return 0
	})
	r := make([]float64, len(v))
	for i := 0; i < len(order); {
		j := i
		for j+1 < len(order) && v[order[j+1]] == v[order[i]] {
			j++
		}
		for k := i; k <= j; k++ {
			r[order[k]] = float64(i+j) / 2
		}
		i = j + 1
	}
	return r
}

// spearman is the rank correlation of two lists.
func spearman(x, y []float64) float64 {
	if len(x) < 2 {
		return 0
	}
	a, b := ranks(x), ranks(y)
	ma, mb := mean(a), mean(b)
	var s, sa, sb float64
	for i := range a {
		s, sa, sb = s+(a[i]-ma)*(b[i]-mb), sa+(a[i]-ma)*(a[i]-ma), sb+(b[i]-mb)*(b[i]-mb)
	}
	if sa == 0 || sb == 0 {
		return 0
	}
	return s / math.Sqrt(sa*sb)
}

// gini of a list of counts: 0 when all are equal.
func gini(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	var s, weighted float64
	for i, x := range v {
		s, weighted = s+x, weighted+float64(2*(i+1)-len(v)-1)*x
	}
	if s == 0 {
		return 0
	}
	return weighted / (float64(len(v)) * s)
}
