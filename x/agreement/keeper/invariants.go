package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/invariant"
	"github.com/trothchain/troth/x/agreement/types"
	reputationtypes "github.com/trothchain/troth/x/reputation/types"
)

// scorer is read by the invariants only: a score tells the reserved capital. x/reputation has it; where it is missing
// (a fake in a test) the comparison is left out.
type scorer interface {
	Score(ctx context.Context, agent sdk.AccAddress, skill string, value uint64) (reputationtypes.Score, error)
}

// Checks returns what always holds of the stored records. Each check reads every agreement.
func (k *Keeper) Checks() []invariant.Check {
	return []invariant.Check{
		{Name: "agreement/records", Run: k.checkRecords},
		{Name: "agreement/holds", Run: k.checkHolds},
		{Name: "agreement/engaged", Run: k.checkEngaged},
		{Name: "agreement/live", Run: k.checkLive},
		{Name: "agreement/deadlines", Run: k.checkDeadlines},
	}
}

// stored is an agreement with its key, collected so that nothing is read while walking.
type stored struct {
	key []byte
	types.Agreement
}

func (k *Keeper) all(ctx context.Context) (list []stored, err error) {
	err = k.agreements.Walk(ctx, nil, func(key []byte, a types.Agreement) (bool, error) {
		list = append(list, stored{key, a})
		return false, nil
	})
	return list, err
}

func (k *Keeper) allCovers(ctx context.Context) (list []types.CoverEntry, err error) {
	err = k.covers.Walk(ctx, nil, func(ref []byte, c types.Cover) (bool, error) {
		list = append(list, types.CoverEntry{Ref: ref, Cover: c})
		return false, nil
	})
	return list, err
}

// checkRecords: every agreement is valid by itself and stored under its own id.
func (k *Keeper) checkRecords(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := a.Validate(); err != nil {
			return err
		}
		if a.Id != types.FormatID(a.key) {
			return types.ErrInvariant.Wrapf("%s is stored under %x", a.Id, a.key)
		}
	}
	return nil
}

// checkHolds: a running agreement holds price and backup reserve of the client and the pledge of the provider, exactly;
// an ended one holds nothing; a cover holds its pledge.
func (k *Keeper) checkHolds(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		money, pledge := a.ClientHold(), a.PledgeHold()
		if !a.Status.Live() {
			money, pledge = sdk.Coin{}, sdk.Coin{}
		}
		if err := k.checkHold(ctx, a.Id, types.ClientRef(a.key), a.Terms.Client, money); err != nil {
			return err
		}
		if err := k.checkHold(ctx, a.Id, types.PledgeRef(a.key), a.Terms.Provider, pledge); err != nil {
			return err
		}
	}
	covers, err := k.allCovers(ctx)
	if err != nil {
		return err
	}
	for _, c := range covers {
		if err := k.checkHold(ctx, "cover", c.Ref, c.Cover.Provider, c.Cover.Pledge); err != nil {
			return err
		}
	}
	return nil
}

// checkHold compares one hold; a coin without amount means that there is none.
func (k *Keeper) checkHold(ctx context.Context, what string, ref []byte, agent string, want sdk.Coin) error {
	has, err := k.escrow.Has(ctx, ref)
	if err != nil {
		return err
	}
	if wanted := !want.IsNil() && want.IsPositive(); has != wanted {
		return types.ErrInvariant.Wrapf("%s: hold %x is there: %t, want %t", what, ref, has, wanted)
	}
	if !has {
		return nil
	}
	hold, err := k.escrow.Get(ctx, ref)
	if err != nil {
		return err
	}
	if hold.Agent != agent || !hold.Coin.Equal(want) {
		return types.ErrInvariant.Wrapf("%s: hold %x is %s of %s, want %s of %s", what, ref, hold.Coin, hold.Agent, want, agent)
	}
	return nil
}

// checkEngaged: the count of each provider is the number of its running agreements and covers, and the sum of their
// capital is what reputation has reserved.
func (k *Keeper) checkEngaged(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	covers, err := k.allCovers(ctx)
	if err != nil {
		return err
	}
	count, capital := map[string]uint64{}, map[string]uint64{}
	total := uint64(len(covers))
	for _, c := range covers {
		count[c.Cover.Provider]++
		capital[c.Cover.Provider] += c.Cover.Capital
	}
	for _, a := range list {
		if a.Status.Live() {
			total++
			count[a.Terms.Provider]++
			capital[a.Terms.Provider] += a.Capital
		}
	}
	var providers []sdk.AccAddress
	err = k.engaged.Walk(ctx, nil, func(provider sdk.AccAddress, n uint64) (bool, error) {
		providers = append(providers, provider)
		total -= n
		if n == 0 || n != count[provider.String()] {
			return true, types.ErrInvariant.Wrapf("%s: counted %d engagements, there are %d", provider, n, count[provider.String()])
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if total != 0 {
		return types.ErrInvariant.Wrapf("%d engagements are counted for nobody", total)
	}
	return k.checkReserved(ctx, providers, capital)
}

func (k *Keeper) checkReserved(ctx context.Context, providers []sdk.AccAddress, capital map[string]uint64) error {
	reputation, ok := k.reputation.(scorer)
	if !ok {
		return nil
	}
	for _, provider := range providers {
		score, err := reputation.Score(ctx, provider, "", 1)
		if err != nil {
			return err
		}
		if want := capital[provider.String()]; score.Capital.Reserved != want {
			return types.ErrInvariant.Wrapf("%s: %d micro-units reserved, agreements and covers use %d", provider, score.Capital.Reserved, want)
		}
	}
	return nil
}

// checkLive: the lists name exactly the running agreements, once for each party.
func (k *Keeper) checkLive(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	want := 0
	for _, a := range list {
		if !a.Status.Live() {
			continue
		}
		client, provider, err := a.Terms.Parties()
		if err != nil {
			return err
		}
		for _, key := range liveKeys(a.key, client, provider) {
			want++
			has, err := k.live.Has(ctx, key)
			if err != nil {
				return err
			}
			if !has {
				return types.ErrInvariant.Wrapf("%s is not in the list of %s", a.Id, key.K1())
			}
		}
	}
	entries := 0
	err = k.live.Walk(ctx, nil, func(liveKey) (bool, error) {
		entries++
		return false, nil
	})
	if err == nil && entries != want {
		err = types.ErrInvariant.Wrapf("%d entries in the lists of running agreements, want %d", entries, want)
	}
	return err
}

// checkDeadlines: every agreement has the one deadline of its status, and there are no others.
func (k *Keeper) checkDeadlines(ctx context.Context) error {
	list, err := k.all(ctx)
	if err != nil {
		return err
	}
	for _, a := range list {
		has, err := k.deadlines.Has(ctx, a.DueMs, a.Status.Kind(), a.key)
		if err != nil {
			return err
		}
		if !has {
			return types.ErrInvariant.Wrapf("%s in status %s has no deadline at %d", a.Id, a.Status, a.DueMs)
		}
	}
	entries, err := k.deadlines.Export(ctx)
	if err == nil && len(entries) != len(list) {
		err = types.ErrInvariant.Wrapf("%d deadlines for %d agreements", len(entries), len(list))
	}
	return err
}

// ReservedCapital returns the capital that running agreements and covers of a provider use, in micro-units: what
// x/reputation must have reserved. It reads every agreement and is for invariants and tests.
func (k *Keeper) ReservedCapital(ctx context.Context, provider sdk.AccAddress) (uint64, error) {
	list, err := k.all(ctx)
	if err != nil {
		return 0, err
	}
	covers, err := k.allCovers(ctx)
	if err != nil {
		return 0, err
	}
	sum := uint64(0)
	for _, a := range list {
		if a.Status.Live() && a.Terms.Provider == provider.String() {
			sum += a.Capital
		}
	}
	for _, c := range covers {
		owner, err := field.Address("cover.provider", c.Cover.Provider)
		if err != nil {
			return 0, err
		}
		if owner.Equals(provider) {
			sum += c.Cover.Capital
		}
	}
	return sum, nil
}
