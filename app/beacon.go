package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/spf13/cast"

	"github.com/cosmos/cosmos-sdk/client/flags"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/trothchain/troth/app/vrfkey"
	beaconkeeper "github.com/trothchain/troth/x/beacon/keeper"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// contributor is the node's side of x/beacon: it makes the proofs of this node's own blocks.
type contributor struct {
	*beaconkeeper.Keeper
	keys *vrfkey.Keys
	// home of the node, empty for a command line that runs none.
	home string
	// privval is the file that names the node's consensus address.
	privval string
}

// newBeacon reads the node's keys.
func newBeacon(k *beaconkeeper.Keeper, opts servertypes.AppOptions) (contributor, error) {
	b := contributor{Keeper: k, keys: new(vrfkey.Keys), home: cast.ToString(opts.Get(flags.FlagHome))}
	if b.home == "" {
		return b, nil
	}
	b.privval = cmtcfg.DefaultConfig().SetRoot(b.home).PrivValidatorKeyFile()
	if file := cast.ToString(opts.Get("priv_validator_key_file")); file != "" {
		b.privval = file
		if !filepath.IsAbs(file) {
			b.privval = filepath.Join(b.home, file)
		}
	}
	var err error
	b.keys, err = vrfkey.Load(b.home)
	return b, err
}

// items returns the items a block of this node begins with: the proof that its validator owes, or nothing.
func (b contributor) items(ctx sdk.Context, proposer sdk.ConsAddress) [][]byte {
	task, err := b.TaskOf(ctx, proposer)
	if err != nil {
		ctx.Logger().Error("no proof for the beacon: others will refuse this block", "height", ctx.BlockHeight(), "reason", err)
		return nil
	}
	if task.Key == nil {
		return nil
	}
	secret, ok := b.keys.Find(task.Key)
	if !ok {
		b.complain(ctx, task.Key, ctx.BlockHeight())
		return nil
	}
	return [][]byte{vrf.Item(secret.Prove(task.Alpha))}
}

// complain says that the validator's blocks are refused without the secret of a key.
func (b contributor) complain(ctx sdk.Context, key []byte, from int64) {
	ctx.Logger().Error("this validator has registered a key for the beacon whose secret is not here: others refuse its blocks",
		"key", hex.EncodeToString(key), "file", vrfkey.File(b.home), "from_height", from,
		"remedy", "restore the file from your backup and start again; if it is lost, run `trothd beacon new-key`, "+
			"`trothd beacon register`, and start again")
}

// report logs at start whether the node can do what its validator owes. A node whose consensus key is elsewhere learns it
// with its first block.
func (b contributor) report(ctx sdk.Context) {
	if b.home == "" {
		return
	}
	log := ctx.Logger()
	if exposed, err := vrfkey.Exposed(b.home); err == nil && exposed {
		log.Error("others can read the key file of the beacon", "file", vrfkey.File(b.home), "remedy", "chmod 600 "+vrfkey.File(b.home))
	}
	proposer, err := b.consensusAddress()
	if err != nil {
		log.Debug("no consensus address to look for a key of the beacon", "reason", err)
		return
	}
	record, found, err := b.KeyOf(ctx, proposer)
	if err != nil {
		log.Error("the beacon's key of this validator", "err", err)
		return
	}
	next := ctx.BlockHeight() + 1
	if !found || record.At(next) == nil && record.NextFrom <= next {
		if secret, has := b.keys.Newest(); has {
			log.Info("this node has a key for the beacon that no validator has registered; a validator runs `trothd beacon register`",
				"key", hex.EncodeToString(secret.Key()))
		}
		return
	}
	for _, height := range []int64{next, max(next, record.NextFrom)} {
		key := record.At(height)
		if _, ok := b.keys.Find(key); key != nil && !ok {
			b.complain(ctx, key, height)
			return
		}
	}
	log.Info("this validator contributes to the beacon", "validator", record.Validator)
}

// consensusAddress reads the address of the node's own consensus key.
func (b contributor) consensusAddress() (sdk.ConsAddress, error) {
	raw, err := os.ReadFile(b.privval)
	if err != nil {
		return nil, err
	}
	var key struct {
		Address string `json:"address"`
	}
	if err := json.Unmarshal(raw, &key); err != nil {
		return nil, err
	}
	return hex.DecodeString(key.Address)
}

// reportBeacon reports on the last committed state; a chain without one is reported on after its genesis.
func (app *App) reportBeacon() {
	if app.LastBlockHeight() == 0 {
		return
	}
	ctx, err := app.QueryContext()
	if err != nil {
		app.Logger().Error("the beacon's key of this validator", "err", err)
		return
	}
	app.beacon.report(ctx)
}

// preBlock runs what the modules do before a block, then makes the block's random value, which all transactions see.
func (app *App) preBlock(ctx sdk.Context, req *abci.RequestFinalizeBlock) (*sdk.ResponsePreBlock, error) {
	res, err := app.modules.PreBlock(ctx)
	if err != nil {
		return nil, err
	}
	return res, app.beacon.Advance(ctx, req.ProposerAddress, req.Txs)
}

// validators is x/staking as the beacon asks it.
type validators struct{ *stakingkeeper.Keeper }

var _ beacontypes.Validators = validators{}

// Operator implements beacontypes.Validators. An address on its way in or out of use by a rotation of the consensus key
// is the validator's as well: it could else choose to contribute nothing for a few blocks.
func (v validators) Operator(ctx context.Context, consensus sdk.ConsAddress) (sdk.ValAddress, error) {
	validator, err := v.GetValidatorByConsAddr(ctx, consensus)
	if errors.Is(err, stakingtypes.ErrNoValidatorFound) {
		_, operator, found, err := v.GetRotationLockedConsAddr(ctx, consensus)
		if err != nil || !found {
			return nil, err
		}
		return operator, nil
	}
	if err != nil {
		return nil, err
	}
	return sdk.ValAddressFromBech32(validator.OperatorAddress)
}

// Exists implements beacontypes.Validators.
func (v validators) Exists(ctx context.Context, operator sdk.ValAddress) (bool, error) {
	_, err := v.GetValidator(ctx, operator)
	if errors.Is(err, stakingtypes.ErrNoValidatorFound) {
		return false, nil
	}
	return err == nil, err
}

// beaconHooks forgets the key of a validator that ceases to exist. The empty list of hooks does nothing at all others.
type beaconHooks struct {
	stakingtypes.MultiStakingHooks
	keeper *beaconkeeper.Keeper
}

// AfterValidatorRemoved implements stakingtypes.StakingHooks.
func (h beaconHooks) AfterValidatorRemoved(ctx context.Context, _ sdk.ConsAddress, operator sdk.ValAddress) error {
	return h.keeper.Drop(ctx, operator)
}
