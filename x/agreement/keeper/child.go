package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/trothchain/troth/x/agreement/types"
)

// parentState is what is asked of a parent.
type parentState int

const (
	// parentKnown: what is stored of it must fit; it may have ended or be gone.
	parentKnown parentState = iota
	// parentLive: it must run.
	parentLive
)

// depth returns how far below the topmost parent an agreement on the terms is: 0 without a parent, 1 below one that is
// gone. ErrParent when the client has no part in the parent, when it would be too deep, and when the parent is not in the
// state that is asked for.
func (k *Keeper) depth(ctx context.Context, t types.Terms, state parentState) (uint32, error) {
	if t.Parent == "" {
		return 0, nil
	}
	parent, err := k.Get(ctx, t.Parent)
	if errors.Is(err, types.ErrNotFound) && state == parentKnown {
		return 1, nil
	}
	if errors.Is(err, types.ErrNotFound) {
		return 0, types.ErrParent.Wrapf("terms.parent: %s is not there", t.Parent)
	}
	if err != nil {
		return 0, err
	}
	if state == parentLive && !parent.Status.Live() {
		return 0, types.ErrParent.Wrapf("terms.parent: %s has ended as %s", t.Parent, parent.Status)
	}
	if t.Client != "" && parent.RoleOf(t.Client) == types.RoleUnspecified {
		return 0, types.ErrParent.Wrapf("terms.parent: %s has no part in %s", t.Client, t.Parent)
	}
	if parent.Depth >= types.MaxDepth {
		return 0, types.ErrParent.Wrapf("terms.parent: %s is %d below the topmost, want less than %d", t.Parent, parent.Depth, types.MaxDepth)
	}
	return parent.Depth + 1, nil
}

// adopt puts an agreement into the list of its parent, if it has one.
func (k *Keeper) adopt(ctx context.Context, key []byte, a types.Agreement) error {
	if a.Terms.Parent == "" {
		return nil
	}
	parent, err := types.ParseID("terms.parent", a.Terms.Parent)
	if err != nil {
		return err
	}
	return k.children.Set(ctx, collections.Join(parent, key))
}

// orphan takes an agreement out of the list of its parent.
func (k *Keeper) orphan(ctx context.Context, key []byte, a types.Agreement) error {
	if a.Terms.Parent == "" {
		return nil
	}
	parent, err := types.ParseID("terms.parent", a.Terms.Parent)
	if err != nil {
		return err
	}
	return k.children.Remove(ctx, collections.Join(parent, key))
}
