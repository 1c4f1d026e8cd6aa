package testapp

import (
	"crypto/sha256"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/vrfkey"
	"github.com/trothchain/troth/x/beacon/vrf"
)

// stake of each validator, in utroth.
const stake = 1_000_000_000

// validator of a test chain; it signs nothing, it is only counted as having signed.
type validator struct {
	consensus *ed25519.PrivKey
	operator  *Account
	vrf       vrf.Secret
}

// newValidator makes the i-th validator, always the same.
func newValidator(i int) validator {
	name, consensus := "validator", "consensus key"
	if i > 0 {
		name, consensus = fmt.Sprintf("validator %d", i), fmt.Sprintf("consensus key %d", i)
	}
	seed := sha256.Sum256([]byte("vrf key of " + name))
	secret, err := vrf.NewSecret(seed[:])
	if err != nil {
		panic(err)
	}
	return validator{
		consensus: ed25519.GenPrivKeyFromSecret([]byte(consensus)), operator: newAccount(name, false), vrf: secret,
	}
}

func (v validator) address() []byte { return v.consensus.PubKey().Address() }

// Operator is the validator's address.
func (v validator) Operator() sdk.ValAddress { return sdk.ValAddress(v.operator.Address) }

// validators of a chain, all with the same stake.
type validators []validator

func (vs validators) set() *cmttypes.ValidatorSet {
	var list []*cmttypes.Validator
	for _, v := range vs {
		pub, err := toComet(v.consensus)
		if err != nil {
			panic(err)
		}
		list = append(list, cmttypes.NewValidator(pub, power()))
	}
	return cmttypes.NewValidatorSet(list)
}

func (vs validators) hash() []byte { return vs.set().Hash() }

// commit is the last commit of a block, empty for the first.
func (vs validators) commit(signed bool) abci.CommitInfo {
	var info abci.CommitInfo
	for _, v := range vs {
		if signed {
			info.Votes = append(info.Votes, abci.VoteInfo{
				Validator: abci.Validator{Address: v.address(), Power: power()}, BlockIdFlag: cmtproto.BlockIDFlagCommit,
			})
		}
	}
	return info
}

func power() int64 { return sdk.TokensToConsensusPower(math.NewInt(stake), sdk.DefaultPowerReduction) }

// keys of all validators, as a node has them that proposes for each of them.
func (vs validators) keys() *vrfkey.Keys {
	var seeds [][]byte
	for _, v := range vs {
		seeds = append(seeds, v.vrf.Seed())
	}
	keys, err := vrfkey.New(seeds...)
	if err != nil {
		panic(err)
	}
	return keys
}

// Validator is the account of the first validator, which has all votes when it is the only one.
func (c *Chain) Validator() *Account { return c.validators[0].operator }

// Secret is the key of the i-th validator for the beacon.
func (c *Chain) Secret(i int) vrf.Secret { return c.validators[i].vrf }

// ConsensusKey is the key with which the i-th validator signs blocks.
func (c *Chain) ConsensusKey(i int) *ed25519.PrivKey { return c.validators[i].consensus }

// ConsensusAddress is the address under which the i-th validator proposes.
func (c *Chain) ConsensusAddress(i int) sdk.ConsAddress { return c.validators[i].address() }

// Operator is the account of the i-th validator's operator.
func (c *Chain) Operator(i int) *Account { return c.validators[i].operator }
