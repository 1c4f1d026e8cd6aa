package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519/extra/ecvrf"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/app/testapp"
	beacontypes "github.com/trothchain/troth/x/beacon/types"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// beaconGenesis changes the beacon's part of a genesis.
func beaconGenesis(change func(*beacontypes.GenesisState)) func(codec.Codec, map[string]json.RawMessage) {
	return func(cdc codec.Codec, state map[string]json.RawMessage) {
		var gs beacontypes.GenesisState
		cdc.MustUnmarshalJSON(state[beacontypes.ModuleName], &gs)
		change(&gs)
		state[beacontypes.ModuleName] = cdc.MustMarshalJSON(&gs)
	}
}

func seed(t *testing.T, c *testapp.Chain, height int64) []byte {
	t.Helper()
	seed, ok := c.App().Keepers.Beacon.Seed(c.Context(), height)
	require.True(t, ok, "height %d", height)
	return seed
}

// byHand computes a value from the one before and the first item of a block, with nothing of the chain's own code.
func byHand(t *testing.T, before []byte, height int64, key []byte, items [][]byte) []byte {
	t.Helper()
	hash := sha256.New()
	hash.Write(before)
	number := binary.BigEndian.AppendUint64(nil, uint64(height))
	if key == nil {
		hash.Write(number)
		return hash.Sum(nil)
	}
	alpha := binary.BigEndian.AppendUint64([]byte("troth/beacon/alpha/v1"), uint64(len(testapp.ChainID)))
	alpha = append(append(append(alpha, testapp.ChainID...), number...), before...)
	proof, ok := bytes.CutPrefix(items[0], []byte("\x00troth/beacon/v1"))
	require.True(t, ok)
	ok, output := ecvrf.Verify(key, proof, alpha)
	require.True(t, ok)
	hash.Write(output)
	return hash.Sum(nil)
}

// TestTheBeaconOfAChain: the values of a chain with four validators, one without a key, are those that anybody can compute
// from the blocks; three ways of executing agree on them, over restarts.
func TestTheBeaconOfAChain(t *testing.T) {
	c := testapp.New(t, testapp.Options{Validators: 4, Genesis: beaconGenesis(func(gs *beacontypes.GenesisState) { gs.Keys = gs.Keys[1:] })})
	from, to := c.Accounts[0], c.Accounts[1]
	want := seed(t, c, 1)
	proven := 0
	for i := range 14 {
		c.Proposer = i % 4
		items := c.ProposeItems(c.Tx(from, send(from, to, 1)), c.Tx(to, send(to, from, 2)))
		require.True(t, c.ProcessItems(items...))
		r := c.RunItems(items...).RequireOK()
		require.Len(t, r.Txs, 2)
		var key []byte
		if len(items) == 3 {
			key = c.Secret(c.Proposer).Key()
			proven++
			require.Len(t, r.Proofs, 1)
			require.Zero(t, r.Proofs[0].Code)
			require.Zero(t, r.Proofs[0].GasUsed)
			require.Zero(t, r.Proofs[0].GasWanted)
			require.Empty(t, r.Proofs[0].Events)
		}
		want = byHand(t, want, r.Height, key, items)
		require.Equal(t, want, seed(t, c, r.Height))
		event := r.Find(beacontypes.EventValue)
		require.Len(t, event, 1)
		require.Empty(t, testapp.Attribute(event[0], "reason"))
		require.Equal(t, c.ConsensusAddress(c.Proposer).String(), testapp.Attribute(event[0], "proposer"))
	}
	require.Contains(t, []int{10, 11}, proven, "one validator of four has no key")
	require.Equal(t, vrf.First(testapp.ChainID), seed(t, c, 0))
}

// TestTheFirstBlockIsProven: keys of the genesis are in force at once, and the value before the first block is known.
func TestTheFirstBlockIsProven(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	value, err := c.App().Keepers.Beacon.Value(c.Context(), 1)
	require.NoError(t, err)
	require.True(t, value.Proven)
}

// TestAByzantineProposerIsRefused shows validators what only a proposer with a program of its own brings. Decided all the
// same, such a block contributes nothing: its transactions run, all nodes agree, and the chain goes on.
func TestAByzantineProposerIsRefused(t *testing.T) {
	c := testapp.New(t, testapp.Options{Validators: 3})
	c.Proposer = 1
	from, to := c.Accounts[0], c.Accounts[1]
	for name, lie := range map[string]struct {
		// items of a block after value last; good is what an honest proposer brings, old what it brought a block before.
		items func(good, old, tx []byte, last []byte) [][]byte
		want  error
	}{
		"a wrong proof": {func(good, _, tx, _ []byte) [][]byte {
			bad := bytes.Clone(good)
			bad[40] ^= 1
			return [][]byte{bad, tx}
		}, beacontypes.ErrProofInvalid},
		"the proof of another validator": {func(_, _, tx, last []byte) [][]byte {
			return [][]byte{vrf.Item(c.Secret(2).Prove(vrf.Alpha(testapp.ChainID, c.Height+1, last))), tx}
		}, beacontypes.ErrProofInvalid},
		"its proof of the block before": {func(_, old, tx, _ []byte) [][]byte { return [][]byte{old, tx} }, beacontypes.ErrProofInvalid},
		"no proof":                      {func(_, _, tx, _ []byte) [][]byte { return [][]byte{tx} }, beacontypes.ErrProofMissing},
		"two":                           {func(good, _, tx, _ []byte) [][]byte { return [][]byte{good, good, tx} }, beacontypes.ErrProofMisplaced},
		"not first":                     {func(good, _, tx, _ []byte) [][]byte { return [][]byte{tx, good} }, beacontypes.ErrProofMisplaced},
		"one more at the end":           {func(good, old, tx, _ []byte) [][]byte { return [][]byte{good, tx, old} }, beacontypes.ErrProofMisplaced},
		"oversized": {func(good, _, tx, _ []byte) [][]byte {
			return [][]byte{append(bytes.Clone(good), make([]byte, 10_000)...), tx}
		}, beacontypes.ErrProofInvalid},
		"cut off": {func(good, _, tx, _ []byte) [][]byte { return [][]byte{good[:len(good)-1], tx} }, beacontypes.ErrProofInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			old := c.ProposeItems()
			require.Len(t, old, 1)
			c.RunItems(old...)
			good := c.ProposeItems()
			require.Len(t, good, 1)
			last := seed(t, c, c.Height)
			before := balance(c, to.Address)
			items := lie.items(good[0], old[0], c.Tx(from, send(from, to, 7)), last)

			require.True(t, c.ProcessItems(good...), "the honest block is taken")
			require.False(t, c.ProcessItems(items...), "the other is not")

			r := c.RunItems(items...).RequireOK()
			require.Equal(t, before.AddRaw(7), balance(c, to.Address), "its transaction runs")
			require.Equal(t, vrf.Skip(last, c.Height), seed(t, c, c.Height), "it contributes nothing")
			for _, proof := range r.Proofs {
				require.Equal(t, beacontypes.ErrProofRefused.ABCICode(), proof.Code)
				require.Equal(t, beacontypes.ModuleName, proof.Codespace)
				require.Zero(t, proof.GasUsed)
			}
			require.Contains(t, testapp.Attribute(r.Find(beacontypes.EventValue)[0], "reason"), lie.want.Error())
			require.Len(t, c.Run(c.Tx(from, send(from, to, 1))).RequireOK().Proofs, 1, "the chain goes on")
		})
	}
}

// TestAProposerWithoutAKeyBringsNone, not even a good one.
func TestAProposerWithoutAKeyBringsNone(t *testing.T) {
	c := testapp.New(t, testapp.Options{Genesis: beaconGenesis(func(gs *beacontypes.GenesisState) { gs.Keys = nil })})
	require.Empty(t, c.ProposeItems())
	last := seed(t, c, c.Height)
	item := vrf.Item(c.Secret(0).Prove(vrf.Alpha(testapp.ChainID, c.Height+1, last)))
	require.True(t, c.ProcessItems())
	require.False(t, c.ProcessItems(item))
	r := c.RunItems(item)
	require.Equal(t, beacontypes.ErrProofRefused.ABCICode(), r.Proofs[0].Code)
	require.Equal(t, vrf.Skip(last, c.Height), seed(t, c, c.Height))
}

// TestAProofIsNoTransaction: no mempool takes one, and nobody pays for it.
func TestAProofIsNoTransaction(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	item := c.ProposeItems()[0]
	_, err := c.App().Encoding().TxConfig.TxDecoder()(item)
	require.ErrorIs(t, err, sdkerrors.ErrTxDecode)
	for _, kind := range []abci.CheckTxType{abci.CheckTxType_New, abci.CheckTxType_Recheck} {
		check, err := c.App().CheckTx(&abci.RequestCheckTx{Tx: item, Type: kind})
		require.NoError(t, err)
		require.Equal(t, sdkerrors.ErrTxDecode.ABCICode(), check.Code)
		require.Zero(t, check.GasWanted)
	}
	_, _, err = c.App().Simulate(item)
	require.ErrorIs(t, err, sdkerrors.ErrTxDecode)
	require.Len(t, c.ProposeItems(item, item), 1, "one that comes from a mempool is left out")

	reading := c.App().Encoding().Reading().TxDecoder()
	shown, err := reading(item)
	require.NoError(t, err, "readers of blocks see what it is")
	require.Empty(t, shown.GetMsgs())
	require.Equal(t, app.ProofMemo, shown.(sdk.TxWithMemo).GetMemo())
	_, err = reading([]byte("junk"))
	require.Error(t, err)
}

// TestTheProofIsOfTheCommittedValue: when a proposal is accepted the node executes it ahead of time, which makes the value
// of its height. When the round fails, the next proposer's proof is about the committed value all the same.
func TestTheProofIsOfTheCommittedValue(t *testing.T) {
	c := testapp.New(t, testapp.Options{Validators: 2})
	for range 3 {
		last := seed(t, c, c.Height)
		c.Proposer = 0
		first := c.ProposeItems(c.Tx(c.Accounts[0], send(c.Accounts[0], c.Accounts[1], 1)))
		require.True(t, c.ProcessItems(first...), "executed ahead from here on")
		c.Proposer = 1
		second := c.ProposeItems()
		require.Equal(t, vrf.Item(c.Secret(1).Prove(vrf.Alpha(testapp.ChainID, c.Height+1, last))), second[0])
		require.True(t, c.ProcessItems(second...))
		c.Proposer = 0
		require.True(t, c.ProcessItems(first...), "and back in a third round")
		c.Proposer = 1
		r := c.RunItems(second...)
		require.Equal(t, byHand(t, last, r.Height, c.Secret(1).Key(), second), seed(t, c, r.Height))
	}
}

// TestAKeyIsRegisteredAndReplaced on a running chain, by its validator's operator alone.
func TestAKeyIsRegisteredAndReplaced(t *testing.T) {
	c := testapp.New(t, testapp.Options{Validators: 2, Genesis: beaconGenesis(func(gs *beacontypes.GenesisState) {
		gs.Keys, gs.Params.EpochBlocks = nil, beacontypes.MinEpochBlocks
	})})
	operator := sdk.ValAddress(c.Operator(0).Address)
	register := func(secret vrf.Secret) sdk.Msg {
		return &beacontypes.MsgRegisterVrfKey{
			Validator: operator.String(), Key: secret.Key(), Possession: secret.Prove(vrf.Possession(testapp.ChainID, operator)),
		}
	}
	stolen := c.Run(c.Tx(c.Operator(1), register(c.Secret(0))))
	require.NotZero(t, stolen.Txs[0].Code, "signed by another")

	until := func(height int64, proofs int) {
		for c.Height < height {
			require.Len(t, c.Run().Proofs, proofs, "height %d", c.Height)
		}
	}
	r := c.Run(c.Tx(c.Operator(0), register(c.Secret(0)))).RequireOK()
	var registered beacontypes.MsgRegisterVrfKeyResponse
	r.Response(0, 0, &registered)
	require.Equal(t, int64(20), registered.ActiveFrom)
	until(19, 0)
	until(22, 1)

	next := c.Run(c.Tx(c.Operator(0), register(c.Secret(1)))).RequireOK() // the test's node has the keys of both validators
	next.Response(0, 0, &registered)
	require.Equal(t, int64(40), registered.ActiveFrom)
	again := c.Run(c.Tx(c.Operator(0), register(c.Secret(0))))
	require.Equal(t, beacontypes.ErrPending.ABCICode(), again.Txs[0].Code, again.Txs[0].Log)
	until(39, 1)
	last := seed(t, c, c.Height)
	old := vrf.Item(c.Secret(0).Prove(vrf.Alpha(testapp.ChainID, c.Height+1, last)))
	require.False(t, c.ProcessItems(old), "the replaced key proves nothing any more")
	until(42, 1)

	var removed beacontypes.MsgRemoveVrfKeyResponse
	c.Run(c.Tx(c.Operator(0), &beacontypes.MsgRemoveVrfKey{Validator: operator.String()})).RequireOK().Response(0, 0, &removed)
	until(removed.ActiveUntil-1, 1)
	until(removed.ActiveUntil+2, 0)
}

// TestValidatorsComeAndGo: the beacon asks staking, which knows a validator that is jailed or changes its consensus key.
func TestValidatorsComeAndGo(t *testing.T) {
	c := testapp.New(t, testapp.Options{Validators: 2, Instances: []testapp.Instance{testapp.Sequential}})
	k := &c.App().Keepers
	ctx, _ := c.Context().CacheContext()
	ctx = ctx.WithBlockHeight(c.Height + 1)
	key := func(proposer sdk.ConsAddress) []byte {
		task, err := k.Beacon.TaskOf(ctx, proposer)
		require.NoError(t, err)
		return task.Key
	}
	first, operator := c.ConsensusAddress(0), sdk.ValAddress(c.Operator(0).Address)
	require.Equal(t, c.Secret(0).Key(), key(first))
	require.NoError(t, k.Staking.Jail(ctx, first))
	require.Equal(t, c.Secret(0).Key(), key(first), "a jailed one may still propose the next block")

	other := sdk.ConsAddress(bytes.Repeat([]byte{7}, 20))
	require.Nil(t, key(other))
	require.NoError(t, k.Staking.SetRotationLockedConsAddr(ctx, other, operator, 1))
	require.Equal(t, c.Secret(0).Key(), key(other), "an address on its way out of use")

	require.NoError(t, c.App().CheckInvariants(ctx.WithBlockHeight(c.Height)))
	require.NoError(t, k.Staking.Hooks().AfterValidatorRemoved(ctx, first, operator))
	require.Nil(t, key(first))
	require.Equal(t, c.Secret(1).Key(), key(c.ConsensusAddress(1)))
}

// TestTheBeaconGoesOnAfterExportAndImport: the first block after the import brings the proof that the next one would have.
func TestTheBeaconGoesOnAfterExportAndImport(t *testing.T) {
	c := testapp.New(t, testapp.Options{Instances: []testapp.Instance{testapp.Sequential}})
	for range 5 {
		c.Run()
	}
	require.Len(t, c.ProposeItems(), 1)
	c.ExportImport(beacontypes.ModuleName)
}
