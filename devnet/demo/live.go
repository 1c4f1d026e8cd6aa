package demo

import (
	"context"
	"fmt"
	"time"

	"cosmossdk.io/math"

	agreementtypes "github.com/trothchain/troth/x/agreement/types"
)

const (
	// beat is the time between two orders of a chain that goes on.
	beat = 8 * time.Second
	// lastsFor is by how much money and mandates are larger on a chain that goes on: some hundred jobs an hour, for days.
	lastsFor = 200
)

// live keeps the agents at work, on every road in turn, until the context ends: a job in six finds its client silent. What
// ends is told in a line; trouble of one job is told and hinders nothing.
func (m *demo) live(ctx context.Context) error {
	m.rec.stream(m.retell)
	next := time.NewTicker(beat)
	defer next.Stop()
	for n := 1; ; n++ {
		o, err := m.another(n)
		if err == nil {
			err = m.actors["newsroom"].process.tell(o)
		}
		if err != nil {
			return err
		}
		select {
		case <-next.C:
		case <-ctx.Done():
			return nil
		case <-m.d.Done():
			return fmt.Errorf("the node stopped by itself")
		}
	}
}

// another is the order of a beat.
func (m *demo) another(n int) (order, error) {
	text := []string{"harbour", "orchard"}[n%2]
	file, err := m.input(text + ".txt")
	o := order{
		Do: doJob, Title: fmt.Sprintf("Statistics of the %s text, edition %d", text, n), Input: file, ReviewMs: reviewMs, WindowMs: windowMs,
		Budget: math.NewInt(int64(600_000 + 100_000*(n%5))), Rating: uint32(85 + n%4*5), Backups: 1,
	}
	switch n % 6 {
	case 2:
		o.Do, o.Title = doService, fmt.Sprintf("A report at a posted price, edition %d", n)
		o.Budget = amount(1)
	case 4:
		o.Do, o.Title = doTalk, fmt.Sprintf("A report at a price of both, edition %d", n)
		o.Price, o.With = math.NewInt(int64(350_000+25_000*(n%5))), m.actors["steady-sam"].address.String()
	case 5:
		o.Silent, o.ReviewMs = true, silenceMs
	}
	return o, err
}

// retell writes one line about what ended, or went wrong.
func (m *demo) retell(n note) {
	e := n.event
	switch {
	case n.line.Event == sayTrouble:
		m.out.fact("%s: %s", n.line.Name, n.line.Text)
	case e.Type == agreementtypes.EventAgreementCompleted:
		m.out.fact("block %d: %s paid to %s by %s", n.height, e.Get("paid"), m.nameOf(e.Get("provider")), m.nameOf(e.Get("client")))
	case e.Type == agreementtypes.EventAgreementRefunded:
		m.out.fact("block %d: %s failed %s", n.height, m.nameOf(e.Get("provider")), m.nameOf(e.Get("client")))
	}
}
