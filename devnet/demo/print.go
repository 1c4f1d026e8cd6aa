package demo

import (
	"fmt"
	"io"
	"strings"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
)

// printer writes for people. Writing is not checked: the demo's result is its exit code.
type printer struct{ w io.Writer }

func (p *printer) say(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

func (p *printer) scene(title string) {
	p.say("\n%s\n%s", title, strings.Repeat("─", len([]rune(title))))
}

// fact is one thing that happened.
func (p *printer) fact(format string, args ...any) {
	p.say("  · "+format, humanArgs(args)...)
}

func (p *printer) agents(order []actor, by map[string]*actor) {
	p.say("  four agents, each with its own process, operator key and mandate\n")
	p.say("  %-14s %-10s %-11s %s", "agent", "has", "may spend", "address")
	for _, a := range order {
		address := by[a.name].address.String()
		p.say("  %-14s %-10s %-11s %-22s %s", a.name, fmt.Sprintf("%d troth", by[a.name].fund), fmt.Sprintf("%d at once", a.perAction),
			address[:12]+"…"+address[len(address)-6:], a.about)
	}
}

// bids shows why the first one won.
func (p *printer) bids(bids []standing) {
	p.say("\n      %-14s %8s %8s %8s %14s", "bid", "price", "pledge", "score", "expected cost")
	low := bids[0].price.Amount
	for _, b := range bids[1:] {
		if b.price.Amount.LT(low) {
			low = b.price.Amount
		}
	}
	for i, b := range bids {
		remark := ""
		if i == 0 {
			remark = "◀ least expected cost wins"
		}
		if len(bids) > 1 && b.price.Amount.Equal(low) {
			remark = strings.TrimSpace(remark + "  cheapest")
		}
		p.say("      %-14s %8s %8s %7.1f%% %14s  %s", b.provider, troth(b.price.Amount), troth(b.pledge.Amount),
			float64(b.scoreBps)/100, fmt.Sprintf("%.4f", float64(b.expectedCost)/1e6), remark)
	}
	p.say("      expected cost = price + (1 − score) × (loss − 0.75 × pledge)\n")
}

// humanArgs writes coins such as 13328000utroth as 13.328 troth.
func humanArgs(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = humanCoin(s)
		}
	}
	return args
}

// humanCoin writes one coin of the base denom in troth and leaves everything else as it is.
func humanCoin(s string) string {
	c, err := sdk.ParseCoinNormalized(s)
	if err != nil || c.Denom != chain.BaseDenom {
		return s
	}
	return troth(c.Amount) + " " + chain.DisplayDenom
}
