package property

import (
	"testing"

	"pgregory.net/rapid"
)

// anyNumber is what every choice is drawn from.
var anyNumber = rapid.Uint64()

// n draws a number below the limit, each as likely as the other; it shrinks to 0.
func (w *world) n(name string, below int) int {
	x := anyNumber.Draw(w.rt, name) // rapid prefers small numbers, so its bits are mixed
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(below))
}

// percent says yes so often; it shrinks to no.
func (w *world) percent(name string, yes int) bool { return w.n(name, 100) >= 100-yes }

// ms draws a whole number of seconds, in milliseconds.
func (w *world) ms(name string, least, most int) uint64 {
	return uint64(least+w.n(name, most-least+1)) * second
}

// pick draws one of a list; it shrinks to the first.
func pick[T any](w *world, name string, list ...T) T { return list[w.n(name, len(list))] }

// weighted is a choice with how often it is drawn.
type weighted struct {
	weight int
	do     func()
}

// choose does one of a list.
func (w *world) choose(name string, list ...weighted) {
	sum := 0
	for _, c := range list {
		sum += c.weight
	}
	at := w.n(name, sum)
	for _, c := range list {
		if at -= c.weight; at < 0 {
			c.do()
			return
		}
	}
}

// tb is what a chain reports to: rapid, so that a failure is shrunk and can be run again.
type tb struct {
	testing.TB
	rt  *rapid.T
	dir string
}

func (t *tb) Helper()                           {}
func (t *tb) Error(args ...any)                 { t.rt.Error(args...) }
func (t *tb) Errorf(format string, args ...any) { t.rt.Errorf(format, args...) }
func (t *tb) Fail()                             { t.rt.Fail() }
func (t *tb) FailNow()                          { t.rt.FailNow() }
func (t *tb) Failed() bool                      { return t.rt.Failed() }
func (t *tb) Fatal(args ...any)                 { t.rt.Fatal(args...) }
func (t *tb) Fatalf(format string, args ...any) { t.rt.Fatalf(format, args...) }
func (t *tb) Log(args ...any)                   { t.rt.Log(args...) }
func (t *tb) Logf(format string, args ...any)   { t.rt.Logf(format, args...) }
func (t *tb) Cleanup(f func())                  { t.rt.Cleanup(f) }

// TempDir is one for the whole run; nothing is written there.
func (t *tb) TempDir() string { return t.dir }
