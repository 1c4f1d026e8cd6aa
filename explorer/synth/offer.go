package synth

import (
	"fmt"
	"strconv"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// offer is a negotiation under way.
type offer struct {
	id, client, provider, skill string
	price                       int64
}

// serves lets every third agent list a service as soon as it is registered.
func (c *Chain) serves(a string, n int) (sdk.Msg, []index.Event) {
	if n%3 != 0 {
		return nil, nil
	}
	id, skill, price := fmt.Sprintf("svc_%08x%08x", c.height, n), skills[n%len(skills)], 500+c.rng.Int64N(5000)
	c.services = append(c.services, id)
	terms := agreementtypes.Terms{Provider: a, Title: verbs[n%len(verbs)] + " by the hour", Skill: skill, Price: sdk.NewInt64Coin(chain.BaseDenom, price)}
	return &markettypes.MsgListService{Signer: a, Provider: a, Terms: terms}, []index.Event{
		ev("market.service_listed", "service", id, "provider", a, "skill", skill, "price", coin(price), "price_micro", strconv.FormatInt(price, 10),
			"capacity", "5", "version", "1", "active", "true", "msg_index", "1"),
	}
}

// negotiate makes an offer in every block, answers that of the block before, and hires a service now and then.
func (c *Chain) negotiate() (txs []index.Tx) {
	if len(c.agents) < 2 {
		return nil
	}
	if last := c.open; last != nil {
		c.open = nil
		if c.rng.IntN(2) == 0 {
			txs = append(txs, index.Tx{Signer: last.provider, Events: []index.Event{
				ev("market.offer_rejected", "offer", last.id, "client", last.client, "provider", last.provider, "from", "OFFER_STATUS_OPEN",
					"to", "OFFER_STATUS_REJECTED", "reason", "REASON_BUSY", "msg_index", "0"),
			}})
		} else {
			txs = append(txs, c.round(last, last.provider, "2"))
		}
	}
	c.open = &offer{fmt.Sprintf("ofr_%016x", c.height), c.pick(), c.pick(), skills[c.rng.IntN(len(skills))], 1000 + c.rng.Int64N(100_000)}
	txs = append(txs, c.round(c.open, c.open.client, "1"))
	if len(c.services) > 0 && c.rng.IntN(3) == 0 {
		id := c.services[c.rng.IntN(1+c.rng.IntN(len(c.services)))]
		txs = append(txs, index.Tx{Signer: c.pick(), Events: []index.Event{ev("market.service_hired", "service", id, "msg_index", "0")}})
	}
	return txs
}

func (c *Chain) round(o *offer, maker, number string) index.Tx {
	kind := "market.offer_made"
	if number != "1" {
		kind = "market.offer_countered"
	}
	return index.Tx{Signer: maker, Events: []index.Event{
		ev(kind, "offer", o.id, "client", o.client, "provider", o.provider, "about", "", "round", number, "maker", maker, "signer", maker, "skill", o.skill,
			"price", coin(o.price), "pledge", coin(5), "hash", o.id[4:], "note_uri", "", "expires_ms", "9", "msg_index", "0"),
	}}
}
