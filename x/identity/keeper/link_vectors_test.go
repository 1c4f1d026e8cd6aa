package keeper_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/x/identity/linked"
	"github.com/trothchain/troth/x/identity/types"
)

type linkVector struct {
	Name      string
	Statement struct {
		Owner      string
		Agent      string
		Account    string
		DeadlineMs uint64 `json:"deadline_ms"`
	}
	Signature, PublicKey string
	Error                string
	Spellings            []string
}

// vectors reads what other libraries signed, and makes the chain on which it was signed: their agent, one hour before
// the deadline.
func vectors(t *testing.T) (f *fixture, agent sdk.AccAddress, valid, invalid []linkVector) {
	t.Helper()
	raw, err := os.ReadFile("../linked/testdata/vectors.json")
	require.NoError(t, err)
	var all struct{ Valid, Invalid []linkVector }
	require.NoError(t, json.Unmarshal([]byte(strings.ReplaceAll(string(raw), `"public_key": "`, `"PublicKey": "`)), &all))
	require.NotEmpty(t, all.Valid)
	require.NotEmpty(t, all.Invalid)
	s := all.Valid[0].Statement
	f = newLinkFixture(t)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	gs.Agents = append(gs.Agents, types.Agent{Address: s.Agent, Owner: s.Owner, Status: types.AgentStatusActive})
	require.NoError(t, f.k.InitGenesis(f.ctx, *gs))
	f.at(s.DeadlineMs - hour)
	return f, sdk.MustAccAddressFromBech32(s.Agent), all.Valid, all.Invalid
}

func (v linkVector) message(t *testing.T) *types.MsgLinkAccount {
	t.Helper()
	signature, err := hex.DecodeString(v.Signature)
	require.NoError(t, err)
	key, err := hex.DecodeString(v.PublicKey)
	require.NoError(t, err)
	return &types.MsgLinkAccount{
		Owner: v.Statement.Owner, Agent: v.Statement.Agent, Account: v.Statement.Account,
		Proof: types.Proof{Signature: signature, PublicKey: key}, DeadlineMs: v.Statement.DeadlineMs,
	}
}

// Accounts of every scheme are linked by what other libraries signed, under every spelling, and pay for the check.
func TestEverySchemeLinks(t *testing.T) {
	f, agent, valid, _ := vectors(t)
	gas := map[string]uint64{"eip155": 3000, "cosmos": 1500, "solana": 1000, "did": 1000}
	for _, v := range valid {
		namespace, _, _ := strings.Cut(v.Statement.Account, ":")
		for _, spelling := range append([]string{v.Statement.Account}, v.Spellings...) {
			m := v.message(t)
			m.Account = spelling
			meter := &proofMeter{GasMeter: storetypes.NewInfiniteGasMeter()}
			f.ctx = f.ctx.WithGasMeter(meter)
			require.NoError(t, f.linkAccount(m)(), v.Name)
			require.Equal(t, []uint64{gas[namespace]}, meter.taken, v.Name)
			require.Equal(t, []string{v.Statement.Account}, f.linked(agent))
			require.Equal(t, agent.String(), f.linkedTo(spelling))
			f.refused(types.ErrAccountLinked, f.linkAccount(v.message(t)))
			require.Len(t, meter.taken, 1, "what needs no check costs none")
			f.checkInvariants()
			require.NoError(t, f.unlink(sdk.MustAccAddressFromBech32(m.Owner), agent, spelling)())
		}
	}
}

func TestWhatIsSignedWrongIsRefused(t *testing.T) {
	f, _, _, invalid := vectors(t)
	sentinels := map[string]error{
		"mismatch": linked.ErrMismatch, "length": linked.ErrSignatureLength, "public_key": linked.ErrPublicKey,
		"recovery": linked.ErrRecovery, "scalar": linked.ErrScalar, "high_s": linked.ErrHighS,
	}
	for _, v := range invalid {
		t.Run(v.Name, func(t *testing.T) {
			m := v.message(t)
			if len(m.Proof.Signature) == 0 {
				return // field.ErrMissing, see TestLinkAccountIsRefused
			}
			meter := &proofMeter{GasMeter: storetypes.NewInfiniteGasMeter()}
			f.ctx = f.ctx.WithGasMeter(meter)
			f.refused(sentinels[v.Error], f.linkAccount(m))
			if v.Error == "mismatch" {
				require.Len(t, meter.taken, 1, "a wrong proof pays too")
			}
		})
	}
}
