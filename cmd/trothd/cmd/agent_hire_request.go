package cmd

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"cosmossdk.io/math"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/agent/hire"
	"github.com/trothchain/troth/internal/field"
)

// request makes what is wanted of the flags.
func (h hiring) request(ctx context.Context) (hire.Request, error) {
	f := h.f
	r := hire.Request{
		Road: hire.Auction, Skill: f.skill, Title: f.title, Bid: f.bid, Reveal: f.reveal, Delivery: f.delivery, Review: f.review,
		Backups: f.backups, Reworks: f.reworks, MinScoreBps: f.minScore, Private: f.private, Price: math.ZeroInt(),
		MinPledgeBps: &f.minPledge, Contest: f.contest,
	}
	if f.input == "" {
		return r, errors.New("--input: name the file with what is to be worked on")
	}
	var err error
	if r.Input, err = os.ReadFile(f.input); err != nil {
		return r, err
	}
	roads := 0
	for _, set := range []bool{f.service != "", f.provider != "", f.quote != ""} {
		if set {
			roads++
		}
	}
	if roads > 1 {
		return r, errors.New("--service, --negotiate and --quote: choose one")
	}
	if roads == 0 && len(f.judges) > 0 {
		return r, errors.New("--judge: you judge the work of a job; it counts with --service, --negotiate and --quote")
	}
	if r.Budget, err = agent.ParseCoin(ctx, h.client, f.budget); err != nil {
		return r, fmt.Errorf("--budget, the most that is paid: %w", err)
	}
	for _, judge := range f.judges {
		if judge == "panel" {
			r.Panel = true
			continue
		}
		found, err := agent.Find(ctx, h.client, judge)
		if err != nil {
			return r, fmt.Errorf("--judge: %w", err)
		}
		r.Evaluators = append(r.Evaluators, found.Address)
	}
	asked := strings.HasPrefix(f.quote, "http://") || strings.HasPrefix(f.quote, "https://")
	if f.quote != "" && !asked {
		r.Road = hire.Quote
		q, err := h.env.readQuote(f.quote)
		r.Quoted = &q
		return r, err
	}
	if err := field.Tag("--skill", f.skill, 2, 48); err != nil {
		return r, err
	}
	switch {
	case asked:
		r.Road, r.QuoteFrom = hire.Quote, f.quote
	case f.service != "":
		r.Road = hire.Service
		if f.service != "cheapest" {
			r.Service = f.service
		}
	case f.provider != "":
		r.Road = hire.Negotiate
		found, err := agent.Find(ctx, h.client, f.provider)
		if err != nil {
			return r, fmt.Errorf("--negotiate: %w", err)
		}
		r.Provider = found.Address
		if f.price != "" {
			price, err := agent.ParseCoin(ctx, h.client, f.price)
			if err != nil || price.Denom != r.Budget.Denom {
				return r, errors.Join(fmt.Errorf("--price: want an amount of %s", r.Budget.Denom), err)
			}
			r.Price = price.Amount
		}
	}
	return r, nil
}

// key returns the key of a hire: that of the flag, or one made of the request. A request that was made before and is not
// finished goes on; a finished one begins anew.
func (h hiring) key(r hire.Request) (string, error) {
	if h.f.key != "" {
		return h.f.key, field.Tag("--key", h.f.key, 1, 64)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%s|%s|%s|%x", h.agent.Address, r.Road, r.Skill, r.Budget, r.Service, r.Provider+r.QuoteFrom, r.Input))
	for n := 1; ; n++ {
		key := fmt.Sprintf("%x-%d", sum[:8], n)
		if _, err := os.Stat(filepath.Join(h.folder, key, "done")); errors.Is(err, os.ErrNotExist) {
			return key, nil
		} else if err != nil {
			return "", err
		}
	}
}
