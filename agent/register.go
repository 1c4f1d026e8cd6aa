// Package agent is what every agent does, on top of client: registering with an operator under a mandate, bidding under
// seal without ever losing the salt, delivering work. The command line, the demo and workers share it.
package agent

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/explain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Codespace of the errors of this package.
const Codespace = "agent"

// The sentinels of this package.
var (
	ErrOption      = explain.New(Codespace, 2, "wrong option", "correct the option the error names")
	ErrOtherBid    = explain.New(Codespace, 3, "another bid for this job is stored", "go on with the stored bid by giving no price, or delete its file if it was never sent")
	ErrNoBid       = explain.New(Codespace, 4, "no bid for this job is stored", "name price, pledge and delivery to make one")
	ErrBidEnded    = explain.New(Codespace, 5, "the job ended before the bid could be opened", "nothing to do: the deposit comes back when the job was cancelled or expired")
	ErrNotProvider = explain.New(Codespace, 6, "the agreement belongs to another provider", "name the agreement of this agent")
	ErrNotWorking  = explain.New(Codespace, 7, "the agreement takes no submission", "submit while the agreement is WORKING and before its deadline")
	ErrAmount      = explain.New(Codespace, 8, "malformed amount", "give an amount and a denom, such as 0.05troth or 50000utroth")
)

// Registration is everything it takes to put an agent to work, done in one transaction of its owner.
type Registration struct {
	Salt    []byte
	Profile identitytypes.Profile
	// Operator acts for the agent within Mandate; nil adds none.
	Operator sdk.AccAddress
	Mandate  identitytypes.Mandate
	// Fund goes to the agent's account, Gas to the operator's; both may be empty.
	Fund, Gas sdk.Coins
}

// Messages returns the agent's address and the messages that register it, to be signed by the owner.
func (r Registration) Messages(owner sdk.AccAddress) (sdk.AccAddress, []sdk.Msg) {
	address := identitytypes.AgentAddress(owner, r.Salt)
	msgs := []sdk.Msg{&identitytypes.MsgRegister{Owner: owner.String(), Salt: r.Salt, Profile: r.Profile}}
	if len(r.Operator) > 0 {
		msgs = append(msgs, &identitytypes.MsgAddOperator{
			Owner: owner.String(), Agent: address.String(), Key: r.Operator.String(), Mandate: r.Mandate,
		})
	}
	if !r.Fund.IsZero() {
		msgs = append(msgs, banktypes.NewMsgSend(owner, address, r.Fund))
	}
	if !r.Gas.IsZero() && len(r.Operator) > 0 {
		msgs = append(msgs, banktypes.NewMsgSend(owner, r.Operator, r.Gas))
	}
	return address, msgs
}

// Register registers an agent; owner is a client that signs for the owner. An agent that exists already with the same
// owner and salt is an error (identitytypes.ErrAgentExists): nothing of the registration was done then.
func Register(ctx context.Context, owner *client.Client, r Registration) (sdk.AccAddress, client.Result, error) {
	address, msgs := r.Messages(owner.Address())
	res, err := owner.Send(ctx, msgs...)
	return address, res, err
}

// Find returns an agent by address or name.
func Find(ctx context.Context, c *client.Client, nameOrAddress string) (identitytypes.Agent, error) {
	r, err := identitytypes.NewQueryClient(c).Agent(ctx, &identitytypes.QueryAgentRequest{Agent: nameOrAddress})
	if err != nil {
		return identitytypes.Agent{}, err
	}
	return r.Agent, nil
}

// accountOf is the account of a signer.
func accountOf(s client.Signer) string { return sdk.AccAddress(s.PubKey().Address()).String() }
